-- The sites that may show an embed: 'example.com' and '*.example.com' by https, 'http://localhost:3000' as it stands;
-- none is every site (docs/decisions/0044-allowed-domains.md). What is well formed is the program's to say
-- (src/domain/sites.hpp); here is what the headers made of it must never have.
alter table embed_configs
    add column allowed_domains text[] not null default '{}'
    constraint embed_configs_allowed_domains check (
        cardinality(allowed_domains) <= 50 and array_to_string(allowed_domains, ',', '') ~ '^[a-z0-9.:/*,-]*$');
grant update (allowed_domains) on embed_configs to authenticated;

-- How far visitors of an embed come, counted by day: no visitor, address or session is kept.
create table funnel_days (
    organization_id uuid not null,
    embed_config_id uuid not null,
    -- By the clock of the organization.
    day             date not null,
    step            text not null check (step in ('view', 'date', 'time', 'checkout', 'booked')),
    visits          bigint not null check (visits > 0),
    primary key (organization_id, embed_config_id, day, step),
    foreign key (organization_id, embed_config_id) references embed_configs (organization_id, id) on delete cascade
);
alter table funnel_days enable row level security;
alter table funnel_days force row level security;
create policy engine_all on funnel_days to bookingtms_engine using (true) with check (true);
grant select, insert, update, delete on funnel_days to bookingtms_engine;

-- The audit trail: who did what to which row, when, from where and in which request. It is only ever added to; months
-- that are over are dropped whole. docs/explanation/audit.md says how it works, sql/functions/80_audit.sql writes it.

create type audit_actor as enum ('user', 'api_key', 'visitor', 'system');

-- No foreign keys: the trail outlives users, keys and organizations.
create table audit_logs (
    -- Of what was changed; the platform's own where it belongs to nobody else.
    organization_id uuid not null,
    id              bigint generated always as identity,
    created_at      timestamptz not null default clock_timestamp(),
    -- Entries with the same one happened together.
    transaction_id  xid8 not null default pg_current_xact_id(),
    actor_type      audit_actor not null,
    user_id         uuid,
    api_key_id      uuid,
    -- insert, update and delete of a row, or an event such as sign_in.failed.
    action          text not null,
    -- The table of the row, or what the event is about.
    resource_type   text not null,
    resource_id     uuid,
    -- Of an update only the columns that changed. Secrets and personal data of customers are '[redacted]'.
    old_values      jsonb,
    new_values      jsonb,
    ip_address      inet,
    user_agent      text,
    request_id      text,
    primary key (organization_id, created_at, id)
) partition by range (created_at);

-- Every hold writes an entry, so only three indexes have one for each entry: the primary key, which lists an
-- organization's entries by time, and these two. The others leave out what makes up the bulk.
create index audit_logs_position on audit_logs (id);
create index audit_logs_resource on audit_logs (resource_id, created_at);
create index audit_logs_user on audit_logs (organization_id, user_id, created_at, id) where user_id is not null;
create index audit_logs_api_key on audit_logs (organization_id, api_key_id, created_at, id)
    where api_key_id is not null;
create index audit_logs_type on audit_logs (organization_id, resource_type, created_at, id)
    where resource_type <> 'slot_reservations';
create index audit_logs_action on audit_logs (organization_id, action, created_at, id)
    where action not in ('insert', 'update');

-- Rounds of sealing follow each other in one chain. A round seals the entries with higher ids than the round before it,
-- up to and with until_id, and says which months retention dropped with it.
create table audit_rounds (
    number         bigint primary key check (number > 0),
    -- When the round began: no entry with a higher id than until_id was written before.
    sealed_at      timestamptz not null,
    until_id       bigint not null,
    dropped_months date[] not null default '{}',
    -- SHA-256 of the round's seals, in order.
    digest         text not null check (digest ~ '^[0-9a-f]{64}$'),
    -- The seal of the round before.
    previous       text not null,
    -- HMAC-SHA256 of all that, with a key that the database does not have.
    seal           text not null check (seal ~ '^[0-9a-f]{64}$')
);
create index audit_rounds_dropped on audit_rounds (number) where dropped_months <> '{}';

-- One organization's entries of one month in one round; an organization's seals are a chain too.
create table audit_seals (
    organization_id uuid not null,
    sequence        bigint not null check (sequence > 0),
    round           bigint not null,
    month           date not null,
    entries         bigint not null check (entries > 0),
    -- SHA-256 of the entries, in order.
    digest          text not null check (digest ~ '^[0-9a-f]{64}$'),
    previous        text not null,
    seal            text not null check (seal ~ '^[0-9a-f]{64}$'),
    primary key (organization_id, sequence)
);
create index audit_seals_round on audit_seals (round);

do $$
declare
    v_table text;
begin
    foreach v_table in array array['audit_logs', 'audit_rounds', 'audit_seals'] loop
        execute format('alter table %I enable row level security', v_table);
        execute format('alter table %I force row level security', v_table);
        execute format('create policy engine_reads on %I for select to bookingtms_engine using (true)', v_table);
        execute format('create policy engine_adds on %I for insert to bookingtms_engine with check (true)', v_table);
        execute format('grant select on %I to bookingtms_engine', v_table);
    end loop;
end
$$;
-- When an entry was made, in which transaction and under which number is not for the writer to say.
grant insert (organization_id, actor_type, user_id, api_key_id, action, resource_type, resource_id, old_values,
    new_values, ip_address, user_agent, request_id) on audit_logs to bookingtms_engine;
grant insert on audit_rounds, audit_seals to bookingtms_engine;
-- Sealing looks at the highest id that was given.
grant select on sequence audit_logs_id_seq to bookingtms_engine;

grant select on audit_logs to authenticated;
create policy staff_reads on audit_logs for select to authenticated using (
    (organization_id = (select public.get_my_organization_id_safe()) and (select app.has_permission('audit_logs:read')))
    or (select public.is_platform_admin()));

-- The second line after the missing grants: whoever has them, the owner of the tables too, is refused.
create function app.refuse_audit_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    raise exception using errcode = 'insufficient_privilege', message = 'The audit trail is only ever added to.';
end
$$;
revoke execute on function app.refuse_audit_change() from public;
alter function app.refuse_audit_change() owner to bookingtms_engine;
create trigger refuse_change before update or delete or truncate on audit_logs
    for each statement execute function app.refuse_audit_change();
create trigger refuse_change before update or delete or truncate on audit_rounds
    for each statement execute function app.refuse_audit_change();
create trigger refuse_change before update or delete or truncate on audit_seals
    for each statement execute function app.refuse_audit_change();

-- Makes the partition of a month (its first day) unless it is there. It is made apart and then attached, which waits
-- for no writer and holds none up. Runs as the owner of the tables.
create function app.make_audit_partition(p_month date) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
    set timezone = 'UTC'
as $$
declare
    v_name constant text := 'audit_logs_' || to_char(p_month, 'YYYY_MM');
    v_from constant timestamptz := date_trunc('month', p_month::timestamp) at time zone 'UTC';
    v_to constant timestamptz := (date_trunc('month', p_month::timestamp) + interval '1 month') at time zone 'UTC';
begin
    if to_regclass('public.' || v_name) is not null then
        return;
    end if;
    execute format('create table public.%I (like public.audit_logs including defaults)', v_name);
    execute format('alter table public.%I enable row level security', v_name);
    execute format('alter table public.%I force row level security', v_name);
    execute format('create policy only_through_audit_logs on public.%I using (false)', v_name);
    execute format('create trigger refuse_change before update or delete or truncate on public.%I
                        for each statement execute function app.refuse_audit_change()', v_name);
    execute format('revoke all on public.%I from public, bookingtms_engine', v_name);
    execute format('alter table public.audit_logs attach partition public.%I for values from (%L) to (%L)',
                   v_name, v_from, v_to);
end
$$;
revoke execute on function app.make_audit_partition(date) from public;
grant execute on function app.make_audit_partition(date) to bookingtms_engine;

-- Drops the partition of a month that a round says was dropped, with all of its entries; app.finish_audit_round calls
-- it in the transaction that keeps the round. Runs as the owner of the tables.
create function app.drop_audit_partition(p_month date) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
    set lock_timeout = '2s'
as $$
begin
    if not exists (select from audit_rounds where dropped_months @> array[p_month]) then
        raise exception using errcode = 'insufficient_privilege', message = 'No round of sealing dropped this month.';
    end if;
    execute format('drop table if exists public.%I', 'audit_logs_' || to_char(p_month, 'YYYY_MM'));
end
$$;
revoke execute on function app.drop_audit_partition(date) from public;
grant execute on function app.drop_audit_partition(date) to bookingtms_engine;

-- A month without a partition would refuse every write of the product, so they are made three months ahead, now and by
-- a job; `bookingtms doctor` looks.
do $$
begin
    perform app.make_audit_partition(
        (date_trunc('month', now() at time zone 'UTC') + make_interval(months => ahead))::date)
    from generate_series(0, 3) ahead;
end
$$;

-- Notes every change of a table's rows, once per statement for all of its rows. Until sql/functions/80_audit.sql, which
-- is applied right after the migrations, says how, nothing is noted, as before this migration.
create function public.log_audit_event() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp as 'begin return null; end';
alter function public.log_audit_event() owner to bookingtms_engine;
revoke execute on function public.log_audit_event() from public;

-- Puts a table under audit; each migration that makes a tenant's table calls it. p_key: the column that tells rows of
-- one statement apart. p_resource: the column with the id that entries are found by. p_redacted: columns whose values
-- nobody reads in the trail. p_bookkeeping: columns that are no news when they alone change.
create function app.keep_audit_of(
    p_table regclass, p_key text default 'id', p_resource text default 'id',
    p_organization text default 'organization_id', p_redacted text[] default '{}',
    p_bookkeeping text[] default '{}'
) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_event record;
begin
    for v_event in values ('insert', 'new table as new_rows'), ('delete', 'old table as old_rows'),
                          ('update', 'old table as old_rows new table as new_rows')
    loop
        execute format('create trigger audit_%s after %1$s on %s referencing %s for each statement
                            execute function public.log_audit_event(%L, %L, %L, %L, %L)',
                       v_event.column1, p_table, v_event.column2, p_key, p_resource, p_organization,
                       -- What takes the place of what is redacted.
                       coalesce((select jsonb_object_agg(name, '[redacted]') from unnest(p_redacted) name), '{}'),
                       p_bookkeeping);
    end loop;
end
$$;
revoke execute on function app.keep_audit_of(regclass, text, text, text, text[], text[]) from public;

-- Not under audit: outbox (tells of changes that are), idempotency_keys (kept replies), sign_in_attempts (its events
-- are sign_in.succeeded and sign_in.failed), refresh_tokens (one each hour of every sign-in, which is),
-- password_reset_requests (of nobody known yet; password_reset.requested tells of accounts), and the trail itself.
do $$
begin
    perform app.keep_audit_of('organizations', p_organization => 'id');
    perform app.keep_audit_of(name::regclass)
    from unnest('{venues, embed_configs, one_time_links}'::text[]) name;
    -- The seats that are left follow from holds and bookings, all of which are on record; the capacity ledger
    -- (sql/checks/capacity_ledger.sql) finds a session where they do not. An entry for them would be a second one for
    -- every hold that says nothing more.
    perform app.keep_audit_of('activity_sessions', p_bookkeeping => '{capacity_remaining, version}');
    -- Which sessions were made is said by the entries of the sessions.
    perform app.keep_audit_of('activities', p_bookkeeping => '{generated_version, generated_until}');
    perform app.keep_audit_of('embed_keys', p_key => 'embed_key', p_resource => 'embed_config_id');
    -- Customers may have their data erased, which the trail could not follow: it says that it changed, and who did it.
    perform app.keep_audit_of('slot_reservations', p_redacted => '{customer_email}');
    perform app.keep_audit_of('checkouts', p_redacted => '{contact, prepared, success_url, cancel_url}');
    perform app.keep_audit_of('customers', p_redacted => '{email, first_name, last_name, phone, notes}');
    perform app.keep_audit_of('bookings', p_redacted => '{contact, notes, confirmation_code, cancellation_reason}');
    perform app.keep_audit_of('users', p_redacted => '{phone}', p_bookkeeping => '{last_login_at}');
    perform app.keep_audit_of('user_emails', p_key => 'email', p_resource => 'user_id');
    perform app.keep_audit_of('user_credentials', p_key => 'user_id', p_resource => 'user_id',
        p_redacted => '{password_hash, totp_sealed, recovery_code_hashes}', p_bookkeeping => '{totp_last_step}');
    perform app.keep_audit_of('sign_ins', p_bookkeeping => '{refreshed_at, expires_at}');
    perform app.keep_audit_of('api_keys', p_bookkeeping => '{last_used_at, last_used_address}');
    perform app.keep_audit_of('api_key_secrets', p_key => 'public_id', p_resource => 'api_key_id',
        p_redacted => '{key_hash}');
end
$$;

-- Writing the audit trail. Entries are written in the transaction of what they tell about: an entry that cannot be
-- written fails the write. Nothing is locked for it; entries are sealed afterwards (82_audit_seals.sql).

-- Who the running request is, as its entries say it: the claims that the server verified, without any other lookup.
-- What is no address is left out, and what a client sends is cut: neither may fail a write.
create or replace function app.audit_actor(
    out actor_type audit_actor, out user_id uuid, out api_key_id uuid, out ip_address inet, out user_agent text,
    out request_id text
)
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_claims constant jsonb := coalesce(nullif(current_setting('request.claims', true), ''), '{}')::jsonb;
begin
    user_id := v_claims ->> 'user_id';
    api_key_id := v_claims ->> 'api_key_id';
    user_agent := left(v_claims ->> 'agent', 300);
    request_id := left(v_claims ->> 'request_id', 100);
    actor_type := case when user_id is not null then 'user' when api_key_id is not null then 'api_key'
                       when v_claims ?| '{embed_key,is_customer}' then 'visitor' else 'system' end;
    if v_claims ? 'address' then
        begin
            ip_address := v_claims ->> 'address';
        exception when invalid_text_representation then
            ip_address := null;
        end;
    end if;
end
$$;

-- Notes what is no change of a row: a sign-in, a refusal, an export. Null as the organization: it belongs to none, so
-- it is the platform's. Anything that tells more goes into the details; never a secret.
create or replace function app.audit_event(
    p_organization_id uuid, p_action text, p_resource_type text, p_resource_id uuid, p_details jsonb
) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- A transaction that gets an id for its entry is one that writes: sealing waits for those (app.audit_horizon).
    perform pg_current_xact_id();
    insert into audit_logs (organization_id, actor_type, user_id, api_key_id, action, resource_type, resource_id,
                            new_values, ip_address, user_agent, request_id)
    select coalesce(p_organization_id, '00000000-0000-7000-8000-000000000001'),
           -- Who signs in has no claims yet: it is who the event is about.
           case when s.user_id is not null then 'user' else a.actor_type end, coalesce(a.user_id, s.user_id),
           a.api_key_id, p_action, p_resource_type, p_resource_id, p_details, a.ip_address, a.user_agent, a.request_id
    from app.audit_actor() a
    cross join lateral (
        select case when p_action = 'sign_in.succeeded' then (p_details ->> 'user_id')::uuid end as user_id) s;
end
$$;

-- The same for the server in the name of the running request, about the organization that it works in or wanted to.
-- Only what the server alone can tell; whoever is signed in may call it, so it cannot say that a row changed.
-- {code: ok} | permission_denied.
create or replace function app.log_my_event(
    p_action text, p_resource_type text, p_resource_id uuid, p_details jsonb
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if (p_action = any ('{access.refused,platform.accessed,audit.exported}')) is not true
       or (auth.uid() is null and not exists (select from app.current_api_key())) then
        return '{"code": "permission_denied"}';
    end if;
    perform app.audit_event(public.get_my_organization_id_safe(), p_action, left(p_resource_type, 100), p_resource_id,
                            p_details);
    return '{"code": "ok"}';
end
$$;
grant execute on function app.log_my_event(text, text, uuid, jsonb) to authenticated;

-- The trigger of every table under audit (app.keep_audit_of in migration 0004 says with which arguments): one
-- statement that changed rows is one statement that notes them. Of an update only the columns that differ are kept, and
-- nothing is noted where only bookkeeping changed. Redacted columns say that they changed, not what they were.
--
-- Rows before and after are paired by full joins: those are always hashed. An inner join would keep the plan of its
-- first statement, which for one row is a loop, and 256 sessions of a batch would be 65,536 comparisons. "offset 0"
-- makes the JSON of a row once, however often it is looked at.
create or replace function public.log_audit_event() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_key constant text := tg_argv[0];
    v_resource constant text := tg_argv[1];
    v_organization constant text := tg_argv[2];
    -- {"password_hash": "[redacted]"}
    v_mask constant jsonb := tg_argv[3];
    v_bookkeeping constant text[] := tg_argv[4];
    v_actor record;
begin
    -- Every hold changes the seats and the version of its session, which is bookkeeping. That nothing else changed is
    -- seen here at a tenth of the price that the JSON of the rows has. A column that is missing fails
    -- tests/sql/audit.sql.
    if tg_table_name = 'activity_sessions' and tg_op = 'UPDATE' then
        if not exists (
            select from old_rows o full join new_rows n using (organization_id, id)
            where (o.activity_id, o.venue_id, o.start_time, o.end_time, o.capacity_total, o.price_minor, o.currency,
                   o.is_closed, o.close_reason, o.close_note, o.is_customized, o.created_at)
               is distinct from (n.activity_id, n.venue_id, n.start_time, n.end_time, n.capacity_total, n.price_minor,
                   n.currency, n.is_closed, n.close_reason, n.close_note, n.is_customized, n.created_at))
        then
            return null;
        end if;
    end if;

    v_actor := app.audit_actor();
    if tg_op = 'INSERT' then
        insert into audit_logs (organization_id, actor_type, user_id, api_key_id, action, resource_type, resource_id,
                                new_values, ip_address, user_agent, request_id)
        select (n.value ->> v_organization)::uuid, v_actor.actor_type, v_actor.user_id, v_actor.api_key_id, 'insert',
               tg_table_name, (n.value ->> v_resource)::uuid, jsonb_strip_nulls(n.value) || v_mask,
               v_actor.ip_address, v_actor.user_agent, v_actor.request_id
        from (select to_jsonb(r) as value from new_rows r offset 0) n;
        return null;
    elsif tg_op = 'DELETE' then
        insert into audit_logs (organization_id, actor_type, user_id, api_key_id, action, resource_type, resource_id,
                                old_values, ip_address, user_agent, request_id)
        select (o.value ->> v_organization)::uuid, v_actor.actor_type, v_actor.user_id, v_actor.api_key_id, 'delete',
               tg_table_name, (o.value ->> v_resource)::uuid, jsonb_strip_nulls(o.value) || v_mask,
               v_actor.ip_address, v_actor.user_agent, v_actor.request_id
        from (select to_jsonb(r) as value from old_rows r offset 0) o;
        return null;
    end if;

    insert into audit_logs (organization_id, actor_type, user_id, api_key_id, action, resource_type, resource_id,
                            old_values, new_values, ip_address, user_agent, request_id)
    select (coalesce(n.value, o.value) ->> v_organization)::uuid, v_actor.actor_type, v_actor.user_id,
           v_actor.api_key_id, 'update', tg_table_name, (coalesce(n.value, o.value) ->> v_resource)::uuid,
           changed.before, changed.after, v_actor.ip_address, v_actor.user_agent, v_actor.request_id
    from (select to_jsonb(r) as value from old_rows r offset 0) o
    -- A row whose key itself changed stands alone on both sides: two entries, without the old or the new values.
    full join (select to_jsonb(r) as value from new_rows r offset 0) n
        on n.value ->> v_key = o.value ->> v_key and n.value ->> v_organization = o.value ->> v_organization
    cross join lateral (
        select case when o.value is not null
                    then jsonb_object_agg(c.name, coalesce(v_mask -> c.name, o.value -> c.name)) end as before,
               case when n.value is not null
                    then jsonb_object_agg(c.name, coalesce(v_mask -> c.name, n.value -> c.name)) end as after
        from jsonb_object_keys(coalesce(n.value, o.value)) as c(name)
        where n.value -> c.name is distinct from o.value -> c.name
        having not array_agg(c.name) <@ v_bookkeeping
    ) changed;
    return null;
end
$$;

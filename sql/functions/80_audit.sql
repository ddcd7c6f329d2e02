-- Writing the audit trail. Entries are written in the transaction of what they tell about: an entry that cannot be
-- written fails the write. Nothing is locked for it; entries are sealed afterwards (81_audit_seals.sql).

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
                       when v_claims ? 'embed_key' then 'visitor' else 'system' end;
    if v_claims ? 'address' then
        begin
            ip_address := v_claims ->> 'address';
        exception when invalid_text_representation then
            ip_address := null;
        end;
    end if;
end
$$;
alter function app.audit_actor() owner to bookingtms_engine;
revoke execute on function app.audit_actor() from public;

-- Notes what is no change of a row: a sign-in, a refusal, an export. Null as the organization: it belongs to none, so it
-- is the platform's. Anything that tells more goes into the details; never a secret.
create or replace function app.audit_event(
    p_organization_id uuid, p_action text, p_resource_type text, p_resource_id uuid, p_details jsonb
) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into audit_logs (organization_id, actor_type, user_id, api_key_id, action, resource_type, resource_id,
                            new_values, ip_address, user_agent, request_id)
    select coalesce(p_organization_id, '00000000-0000-7000-8000-000000000001'), a.actor_type, a.user_id, a.api_key_id,
           p_action, p_resource_type, p_resource_id, p_details, a.ip_address, a.user_agent, a.request_id
    from app.audit_actor() a;
end
$$;
alter function app.audit_event(uuid, text, text, uuid, jsonb) owner to bookingtms_engine;
revoke execute on function app.audit_event(uuid, text, text, uuid, jsonb) from public;

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
alter function app.log_my_event(text, text, uuid, jsonb) owner to bookingtms_engine;
revoke execute on function app.log_my_event(text, text, uuid, jsonb) from public;
grant execute on function app.log_my_event(text, text, uuid, jsonb) to authenticated;

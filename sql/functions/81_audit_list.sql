-- Reading the audit trail.

-- An entry as the API shows it. Its id says when it was made (microseconds since 1970) and its number, which is where a
-- list goes on.
create or replace function app.audit_document(p_entry audit_logs) returns jsonb
    language sql stable
    set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object(
        'id', format('%s-%s', (extract(epoch from p_entry.created_at) * 1000000)::bigint, p_entry.id),
        'created_at', app.iso(p_entry.created_at), 'actor_type', p_entry.actor_type, 'user_id', p_entry.user_id,
        'api_key_id', p_entry.api_key_id, 'action', p_entry.action, 'resource_type', p_entry.resource_type,
        'resource_id', p_entry.resource_id, 'old_values', p_entry.old_values, 'new_values', p_entry.new_values,
        'ip_address', host(p_entry.ip_address), 'user_agent', p_entry.user_agent, 'request_id', p_entry.request_id)
$$;

-- Entries of the organization, newest first, those that fit every filter that is not null. p_before_time and
-- p_before_id are where the last page ended. Which filters there are decides which index is read, so the query is put
-- together anew; values are parameters, never text. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_audit_logs(
    p_user_id uuid, p_api_key_id uuid, p_resource_type text, p_resource_id uuid, p_action text,
    p_from timestamptz, p_to timestamptz, p_before_time timestamptz, p_before_id bigint, p_limit integer
) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('audit_logs:read');
    v_data jsonb;
    v_found integer;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    execute 'select coalesce(jsonb_agg(app.audit_document(page.entry) order by page.place)
                                 filter (where page.place <= $11), ''[]''), count(*)
             from (select l as entry, row_number() over (order by l.created_at desc, l.id desc) as place
                   from audit_logs l where l.organization_id = $1'
        || case when p_user_id is not null then ' and l.user_id = $2' else '' end
        || case when p_api_key_id is not null then ' and l.api_key_id = $3' else '' end
        || case when p_resource_type is not null then ' and l.resource_type = $4' else '' end
        || case when p_resource_id is not null then ' and l.resource_id = $5' else '' end
        || case when p_action is not null then ' and l.action = $6' else '' end
        || case when p_from is not null then ' and l.created_at >= $7' else '' end
        || case when p_to is not null then ' and l.created_at < $8' else '' end
        || case when p_before_time is not null then ' and (l.created_at, l.id) < ($9, $10)' else '' end
        || ' order by l.created_at desc, l.id desc limit $11 + 1) page'
    into v_data, v_found
    using v_organization_id, p_user_id, p_api_key_id, p_resource_type, p_resource_id, p_action, p_from, p_to,
          p_before_time, p_before_id, p_limit;
    return jsonb_build_object('code', 'ok', 'data', v_data, 'has_more', v_found > p_limit);
end
$$;

grant execute on function
    app.list_audit_logs(uuid, uuid, text, uuid, text, timestamptz, timestamptz, timestamptz, bigint, integer)
    to authenticated;

-- The funnel of an embed: how many visits came to which step (docs/how-to/embed.md).

-- Adds what a node has counted, [{embed_key, step, visits}], to the day that it is where the organization is. Keys that
-- are not known count nothing.
create or replace function app.count_funnel_steps(p_counts jsonb) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into funnel_days as f (organization_id, embed_config_id, day, step, visits)
    select k.organization_id, k.embed_config_id,
           (now() at time zone app.organization_time_zone(k.organization_id))::date, c.step, sum(c.visits)
    from jsonb_to_recordset(p_counts) c (embed_key text, step text, visits bigint)
    join embed_keys k on k.embed_key = c.embed_key
    group by 1, 2, 3, 4
    -- Two nodes that count at once wait for each other's rows in one order.
    order by 1, 2, 3, 4
    on conflict (organization_id, embed_config_id, day, step) do update set visits = f.visits + excluded.visits;
end
$$;

-- The funnel of the last p_days days with today (openapi.yaml, Funnel).
-- {code: ok, result} | permission_denied | embed_not_found.
create or replace function app.read_funnel(p_embed_id uuid, p_days integer) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('embeds:read');
    v_to constant date := (now() at time zone app.organization_time_zone(v_organization_id))::date;
    v_from constant date := v_to - p_days + 1;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    perform from embed_configs e where e.organization_id = v_organization_id and e.id = p_embed_id;
    if not found then
        return '{"code": "embed_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', jsonb_build_object('from', v_from, 'to', v_to, 'steps', (
        select jsonb_agg(jsonb_build_object('step', s.step, 'visits', coalesce(f.visits, 0)) order by s.place)
        from unnest('{view,date,time,checkout,booked}'::text[]) with ordinality s (step, place)
        left join lateral (
            select sum(d.visits) as visits from funnel_days d
            where d.organization_id = v_organization_id and d.embed_config_id = p_embed_id and d.step = s.step
              and d.day between v_from and v_to) f on true)));
end
$$;

alter function app.count_funnel_steps(jsonb) owner to bookingtms_engine;
alter function app.read_funnel(uuid, integer) owner to bookingtms_engine;
revoke execute on function app.count_funnel_steps(jsonb), app.read_funnel(uuid, integer) from public;
grant execute on function app.read_funnel(uuid, integer) to authenticated;

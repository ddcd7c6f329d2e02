-- Background jobs: what each node says of its own, and how the platform's team reads it.

-- Keeps what a node says of its jobs: an array of {job, every_milliseconds, started_at, ended_at, next_at, is_failing,
-- failed_at, error_code, error_detail}. Nodes that have said nothing for a day are forgotten.
create or replace function app.report_jobs(p_node text, p_jobs jsonb) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into job_reports as r (node, job, every_milliseconds, started_at, ended_at, next_at, is_failing, failed_at,
                                  error_code, error_detail, reported_at)
    select p_node, j.job, j.every_milliseconds, j.started_at, j.ended_at, j.next_at, j.is_failing, j.failed_at,
           j.error_code, j.error_detail, now()
    from jsonb_to_recordset(p_jobs) as j (job text, every_milliseconds integer, started_at timestamptz,
        ended_at timestamptz, next_at timestamptz, is_failing boolean, failed_at timestamptz, error_code text,
        error_detail text)
    on conflict (node, job) do update
    set every_milliseconds = excluded.every_milliseconds, started_at = excluded.started_at,
        ended_at = excluded.ended_at, next_at = excluded.next_at, is_failing = excluded.is_failing,
        -- A process that was started anew knows nothing of the failures of the one before.
        failed_at = coalesce(excluded.failed_at, r.failed_at),
        error_code = case when excluded.failed_at is null then r.error_code else excluded.error_code end,
        error_detail = case when excluded.failed_at is null then r.error_detail else excluded.error_detail end,
        reported_at = excluded.reported_at;
    delete from job_reports r where r.reported_at < now() - interval '1 day';
end
$$;

-- How a job does on a node (openapi.yaml, JobOnNode). A node that was not heard of for a minute is lost: nodes report
-- every two seconds.
create or replace function app.job_on_node(p_report job_reports) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object(
        'node', p_report.node, 'is_lost', p_report.reported_at < now() - interval '1 minute',
        'every_milliseconds', p_report.every_milliseconds, 'started_at', app.iso(p_report.started_at),
        'ended_at', app.iso(p_report.ended_at), 'next_at', app.iso(p_report.next_at),
        'last_result', case when p_report.ended_at is not null then
                           case when p_report.is_failing then 'failed' else 'ok' end end,
        'last_error', case when p_report.failed_at is not null then jsonb_build_object(
            'code', p_report.error_code, 'detail', nullif(p_report.error_detail, ''),
            'at', app.iso(p_report.failed_at)) end,
        'reported_at', app.iso(p_report.reported_at)));
end
$$;

-- All jobs by name, each with the nodes that run it. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_jobs() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if app.organization_if_permitted('platform:read') is null then
        return '{"code": "permission_denied"}';
    end if;
    return (
        select jsonb_build_object('code', 'ok', 'has_more', false,
            'data', coalesce(jsonb_agg(jsonb_build_object('name', j.job, 'nodes', j.nodes) order by j.job), '[]'))
        from (
            select r.job, jsonb_agg(app.job_on_node(r) order by r.node) as nodes
            from job_reports r group by r.job) j);
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.report_jobs(text, jsonb)', 'app.job_on_node(job_reports)',
        'app.list_jobs()']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.list_jobs() to authenticated;

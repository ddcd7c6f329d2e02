-- Who remembers rows outside of the database (decision 0035) learns from the outbox that they changed.

-- The trigger of what an embed shows: names the row that a reader goes by. The first argument is the name, the second
-- the column with its id, the third that with the organization.
create or replace function app.tell_of_change() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_row constant jsonb := to_jsonb(new);
begin
    insert into outbox (organization_id, topic, payload)
    values ((v_row ->> tg_argv[2])::uuid, 'row.changed',
            jsonb_build_object('row', tg_argv[0] || '/' || (v_row ->> tg_argv[1])));
    return null;
end
$$;
alter function app.tell_of_change() owner to bookingtms_engine;
revoke execute on function app.tell_of_change() from public;

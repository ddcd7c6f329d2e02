-- The outbox: what others must learn of changes.

-- Removes events older than this.
create or replace function app.forget_outbox(p_age interval) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_count integer;
begin
    delete from outbox where created_at < now() - p_age;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

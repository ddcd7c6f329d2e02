-- The tenant of a visitor's request.

-- Policies ask for it once for each table that a statement names. The server looks it up once per transaction
-- (sql/queries/claims.sql) and leaves it beside the claims; who only sets claims, as a batch of holds does, has it
-- looked up here. What that saves: bench/load/row_level_security.sh.
create or replace function app.visitor_organization_id() returns uuid
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_known constant text := current_setting('request.visitor_organization_id', true);
begin
    if v_known <> '' then
        return v_known::uuid;
    end if;
    return app.embed_organization_id(app.claim('embed_key'));
end
$$;

-- A new function belongs to whoever migrates. This file, the last one, gives those of the files before it to the role
-- in whose name the engine works, and closes them to everybody who is not named beside them.
do $$
declare
    v_function regprocedure;
begin
    -- All files are applied in one transaction, so it made what they say. Functions of migrations stay whose they are.
    for v_function in select p.oid from pg_proc p where p.xmin = pg_current_xact_id()::xid
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;

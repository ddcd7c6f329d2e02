-- How the visitors of an embed may pay.

-- The ways of payment that the visitor's organization takes, as a list of their names, the usual one first. The server
-- offers those of them that it has.
create or replace function app.payment_methods() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(jsonb_agg(m order by ordinal), '[]')
        from unnest('{pay_at_venue,stripe,test}'::payment_provider[]) with ordinality as methods(m, ordinal)
        where app.takes_payment_by(app.visitor_organization_id(), m));
end
$$;
alter function app.payment_methods() owner to bookingtms_engine;
revoke execute on function app.payment_methods() from public;
grant execute on function app.payment_methods() to anon;

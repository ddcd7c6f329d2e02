-- What is remembered outside of the database (decision 0035) is forgotten when it changes: its tables tell the outbox.
-- Deleting tells nothing: only whole organizations are deleted, a month after nobody could see them any more.

-- Whole as sql/functions/70_changes.sql makes it a moment later.
create function app.tell_of_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return null;
end
$$;
revoke execute on function app.tell_of_change() from public;

-- What is new is not remembered by anybody; a part of something that is there is another matter.
create trigger tell_of_change after update on organizations
    for each row execute function app.tell_of_change('organizations', 'id', 'id');

-- What an embed shows: a change of any of it is one of the organization.
do $$
declare
    v_table text;
begin
    foreach v_table in array '{venues, activities, embed_configs, ticket_types, price_rules,
                               payment_accounts, payment_settings}'::text[] loop
        execute format('create trigger tell_of_change after insert or update on %I for each row
                        execute function app.tell_of_change(%L, %L, %L)',
                       v_table, 'organizations', 'organization_id', 'organization_id');
    end loop;
end
$$;

create trigger tell_of_change after update on organization_pricing
    for each row execute function app.tell_of_change('organizations', 'organization_id', 'organization_id');

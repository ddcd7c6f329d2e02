-- Versions of what staff edit: a change makes the next one, and what changes nothing disturbs nobody who edits.
begin;
select no_plan();
select test.tenant('north');
select test.activity('north', 'walk');
select test.session('walk', 'morning');
select test.user('north', 'ada', 'admin');
select test.booked('ada', 'morning', 2);

-- The version of the one row of the table after this change.
create function pg_temp.version_after(p_table text, p_change text) returns integer language plpgsql as $$
declare
    v_version integer;
begin
    execute format('update %I set %s where %I = test.id(''north'') returning version', p_table, p_change,
        case p_table when 'organizations' then 'id' else 'organization_id' end) into strict v_version;
    return v_version;
end
$$;
create temporary table edited (name text, same text, other text);
insert into edited values
    ('organizations', 'name = name, contact_email = contact_email', 'contact_email = ''desk@example.com'''),
    ('venues', 'name = name, slug = slug, address = address, time_zone = time_zone', 'address = ''Quay 9'''),
    ('activities', 'name = name, schedule = schedule, price_minor = price_minor', 'schedule = schedule || ''{"buffer_minutes": 5}'''),
    ('embed_configs', 'name = name, is_active = is_active', 'is_active = false'),
    ('customers', 'first_name = first_name, notes = notes', 'notes = ''Regular'''),
    ('bookings', 'notes = notes, status = status', 'notes = ''Late'''),
    ('users', 'full_name = full_name, role = role', 'role = ''manager''');
select is(pg_temp.version_after(name, same), 1, format('%s: what changes nothing keeps the version', name)) from edited;
select is(pg_temp.version_after(name, other), 2, format('%s: a change makes the next', name)) from edited;
select is(pg_temp.version_after(name, other), 2, format('%s: made again it is none', name)) from edited;
select is(pg_temp.version_after('users', 'role = ''manager'', phone = ''123'''), 3, 'One change among what stays counts');

select * from finish();
rollback;

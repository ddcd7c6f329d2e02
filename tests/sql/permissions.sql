-- Who may do what with which table: every table, every kind of actor, every statement, in the own and in another
-- organization. What is allowed follows from the permission matrix; the two lists below say which table belongs to which
-- permission. A table that they do not name fails here.
begin;
select no_plan();

-- Two tenants with a row in every table that has one.
select test.tenant('north'), test.tenant('south');
select test.activity('north', 'walk', 10), test.activity('south', 'kayak', 10);
select test.session('walk', 'monday'), test.session('kayak', 'sunrise');
select test.held('north', 'monday', 1, 'ann'), test.held('south', 'sunrise', 1, 'bob');
select test.check_out('north', 'ann'), test.check_out('south', 'bob');
select test.held('north', 'monday', 1, 'cid'), test.held('south', 'sunrise', 1, 'dee');
insert into payment_settings (organization_id) select test.id(t) from unnest('{north,south}'::text[]) t;
insert into payment_accounts (organization_id, provider, account_id) select test.id(t), 'stripe', t from unnest('{north,south}'::text[]) t;
insert into payments (organization_id, id, purpose, provider, status, amount_minor, captured_minor, currency, expires_at)
select test.id(t), test.id(t), 'venue', 'pay_at_venue', 'succeeded', 100, 100, 'GBP', now() from unnest('{north,south}'::text[]) t;
insert into refunds (organization_id, id, payment_id, amount_minor, currency, reason, target)
select test.id(t), test.id(t), test.id(t), 100, 'GBP', 'Rain', 'venue' from unnest('{north,south}'::text[]) t;
insert into disputes (organization_id, id, payment_id, provider_dispute_id, amount_minor, currency, status)
select test.id(t), test.id(t), test.id(t), t, 100, 'GBP', 'open' from unnest('{north,south}'::text[]) t;

create temporary table actors (name text primary key, claims jsonb, organization text, permissions text[], user_id uuid);

-- A user with one sign-in, in `p_tenant` or in the platform's organization.
create function pg_temp.add_user(p_name text, p_tenant text, p_role user_role) returns void language plpgsql as $$
declare
    v_organization_id constant uuid := coalesce(test.id(p_tenant), '00000000-0000-7000-8000-000000000001');
begin
    insert into users (organization_id, id, email, full_name, role)
    values (v_organization_id, test.id(p_name), p_name || '@example.com', p_name, p_role);
    insert into user_emails values (p_name || '@example.com', v_organization_id, test.id(p_name));
    insert into user_credentials (organization_id, user_id, password_hash)
    values (v_organization_id, test.id(p_name), 'hash');
    insert into sign_ins (organization_id, id, user_id, address, expires_at)
    values (v_organization_id, test.id(p_name), test.id(p_name), '192.0.2.1', now() + interval '1 day');
    insert into refresh_tokens (organization_id, id, sign_in_id, secret_hash)
    values (v_organization_id, test.id(p_name), test.id(p_name), 'hash');
    insert into one_time_links (organization_id, id, user_id, purpose, expires_at)
    values (v_organization_id, test.id(p_name), test.id(p_name), 'invitation', now() + interval '1 day');
    insert into actors values (p_name,
        jsonb_build_object('user_id', test.id(p_name), 'sign_in_id', test.id(p_name)), p_tenant,
        app.permissions_of(p_role), test.id(p_name));
end
$$;
create function pg_temp.add_key(p_name text, p_tenant text, p_scopes text[]) returns void language plpgsql as $$
begin
    insert into api_keys (organization_id, id, name, environment, key_prefix, scopes)
    values (test.id(p_tenant), test.id(p_name), p_name, 'live', 'btms_live_' || p_name, p_scopes);
    insert into api_key_secrets values (left(md5(p_name), 16), test.id(p_tenant), test.id(p_name), 'hash');
    insert into actors values (p_name, jsonb_build_object('api_key_id', test.id(p_name)), p_tenant, p_scopes);
end
$$;
select pg_temp.add_user(replace(r::text, '-', '_'), 'north', r)
from unnest(enum_range(null::user_role)) r where r <> 'platform-admin';
select pg_temp.add_user('platform_admin', null, 'platform-admin');
select pg_temp.add_user('southern_owner', 'south', 'super-admin');
select pg_temp.add_key('full_key', 'north', (select array_agg(permission) from app.permission_matrix() where api_key));
select pg_temp.add_key('narrow_key', 'north', array['venues:read']);
select pg_temp.add_key('empty_key', 'north', '{}');
select pg_temp.add_key('southern_key', 'south', array['venues:read']);
-- Scopes that no key may have give nothing, whoever wrote them.
select pg_temp.add_key('greedy_key', 'north', array['users:write', 'platform:write', 'everything']);
update actors set permissions = '{}' where name = 'greedy_key';

-- Those whose rights have ended, each in another way.
select pg_temp.add_user('deactivated', 'north', 'super-admin'), pg_temp.add_user('signed_out', 'north', 'super-admin'),
       pg_temp.add_user('outdated', 'north', 'super-admin'), pg_temp.add_user('former_platform_admin', null, 'platform-admin');
select pg_temp.add_key('revoked_key', 'north', array['venues:read']), pg_temp.add_key('expired_key', 'north', array['venues:read']);
update users set is_active = false where id in (test.id('deactivated'), test.id('former_platform_admin'));
update sign_ins set ended_at = now(), end_reason = 'signed_out' where id = test.id('signed_out');
update sign_ins set expires_at = now() - interval '1 second' where id = test.id('outdated');
update api_keys set revoked_at = now() where id = test.id('revoked_key');
update api_keys set expires_at = now() - interval '1 second' where id = test.id('expired_key');
update actors set permissions = '{}', user_id = null, organization = null
where name in ('deactivated', 'signed_out', 'outdated', 'former_platform_admin', 'revoked_key', 'expired_key');
-- And those who claim what they are not.
insert into actors values
    ('nobody', '{}', null, '{}', null),
    ('another''s sign-in', jsonb_build_object('user_id', test.id('super_admin'), 'sign_in_id', test.id('staff')), null, '{}', null),
    ('no sign-in', jsonb_build_object('user_id', test.id('super_admin')), null, '{}', null),
    ('claimed role', jsonb_build_object('role', 'platform-admin', 'is_platform_team', true, 'permissions', '["venues:read"]',
        'organization_id', test.id('north')), null, '{}', null),
    ('staff in another organization', jsonb_build_object('user_id', test.id('staff'), 'sign_in_id', test.id('staff'),
        'organization_id', test.id('south')), 'north', app.permissions_of('staff'), test.id('staff'));

-- What reading a table takes; "never" is never.
create temporary table tables (name text primary key, organization_column text, read_permission text, write_permission text,
    writable text);
insert into tables values
    ('organizations', 'id', 'organization:read', 'organization:write', 'name,primary_color,contact_email,requires_second_factor'),
    ('venues', 'organization_id', 'venues:read', 'venues:write', 'name,slug,address,time_zone,is_active'),
    ('activities', 'organization_id', 'activities:read', 'activities:write', 'name,slug,tagline,description,duration_minutes,'
        'capacity,min_party,max_party,price_minor,booking_cutoff_minutes,schedule,is_active'),
    ('activity_sessions', 'organization_id', 'sessions:read', null, ''),
    ('slot_reservations', 'organization_id', 'bookings:read', null, ''),
    ('bookings', 'organization_id', 'bookings:read', 'bookings:write', 'notes'),
    ('checkouts', 'organization_id', 'bookings:read', null, ''),
    ('customers', 'organization_id', 'customers:read', 'customers:write', 'email,first_name,last_name,phone,notes'),
    ('embed_configs', 'organization_id', 'embeds:read', 'embeds:write', 'name,is_active,allowed_domains'),
    ('embed_keys', 'organization_id', 'embeds:read', null, ''),
    ('users', 'organization_id', 'users:read', 'own row', 'full_name,phone'),
    ('api_keys', 'organization_id', 'api_keys:read', null, ''),
    ('sign_ins', 'organization_id', 'own row', null, ''),
    ('idempotency_keys', 'organization_id', 'never', null, ''),
    ('outbox', 'organization_id', 'never', null, ''),
    ('user_emails', 'organization_id', 'never', null, ''),
    ('user_credentials', 'organization_id', 'never', null, ''),
    ('refresh_tokens', 'organization_id', 'never', null, ''),
    ('one_time_links', 'organization_id', 'never', null, ''),
    ('api_key_secrets', 'organization_id', 'never', null, ''),
    ('audit_logs', 'organization_id', 'audit_logs:read', null, ''),
    ('audit_seals', 'organization_id', 'never', null, ''),
    ('audit_rounds', null, 'never', null, ''),
    ('ticket_types', 'organization_id', 'never', null, ''),
    ('price_rules', 'organization_id', 'never', null, ''),
    ('tax_rates', 'organization_id', 'never', null, ''),
    ('organization_pricing', 'organization_id', 'never', null, ''),
    ('promo_codes', 'organization_id', 'never', null, ''),
    ('promo_code_activities', 'organization_id', 'never', null, ''),
    ('promo_code_uses', 'organization_id', 'never', null, ''),
    ('gift_cards', 'organization_id', 'never', null, ''),
    ('gift_card_uses', 'organization_id', 'never', null, ''),
    ('code_attempts', 'organization_id', 'never', null, ''),
    ('payments', 'organization_id', 'payments:read', null, ''),
    ('refunds', 'organization_id', 'payments:read', null, ''),
    ('disputes', 'organization_id', 'payments:read', null, ''),
    ('payment_accounts', 'organization_id', 'payments:read', null, ''),
    ('payment_settings', 'organization_id', 'payments:read', null, ''),
    ('ledger_entries', 'organization_id', 'payments:read', null, ''),
    ('gift_card_orders', 'organization_id', 'never', null, ''),
    ('payment_objects', 'organization_id', 'never', null, ''),
    ('payment_events', 'organization_id', 'never', null, ''),
    ('sign_in_attempts', null, 'never', null, ''),
    ('mail_outbox', null, 'never', null, ''),
    ('webhook_endpoints', 'organization_id', 'never', null, ''),
    ('webhook_events', 'organization_id', 'never', null, ''),
    ('webhook_deliveries', 'organization_id', 'never', null, ''),
    ('webhook_attempts', 'organization_id', 'never', null, ''),
    ('outbox_positions', null, 'never', null, ''),
    ('organization_days', 'organization_id', 'never', null, ''),
    ('organization_session_days', 'organization_id', 'never', null, ''),
    ('organization_day_progress', 'organization_id', 'never', null, ''),
    ('dashboard_refreshes', null, 'never', null, ''),
    ('job_reports', null, 'never', null, ''),
    ('business_figures', null, 'never', null, ''),
    ('funnel_days', 'organization_id', 'never', null, ''),
    ('password_reset_requests', null, 'never', null, '');
select bag_eq(
    'select c.relname::text from pg_class c where c.relnamespace = ''public''::regnamespace and c.relkind in (''r'', ''p'')
        and not c.relispartition and c.relname not like ''bookingtms\_%''',
    'select name from tables', 'Every table of the product has its place in this file');

-- The outcome of a statement as `authenticated`: the rows that it touched or counted, or its error.
create function pg_temp.try(p_claims jsonb, p_statement text) returns text language plpgsql as $$
declare
    v_rows bigint;
begin
    begin
        perform set_config('role', 'authenticated', true), set_config('request.claims', p_claims::text, true);
        if p_statement like 'select%' then
            execute p_statement into v_rows;
        else
            execute p_statement;
            get diagnostics v_rows = row_count;
        end if;
        perform set_config('role', 'none', true), set_config('request.claims', '', true);
        -- Nothing that was allowed stays: every try begins with the same rows.
        raise exception using errcode = 'TT000', message = v_rows::text;
    exception
        when sqlstate 'TT000' then
            return case when sqlerrm = '0' then 'no rows' else 'rows' end;
        when others then
            return case sqlstate when '42501' then 'refused' else sqlstate || ' ' || sqlerrm end;
    end;
end
$$;

-- Reading.
select is(pg_temp.try(a.claims, format('select count(*) from %I where %I = %L', t.name, t.organization_column, test.id(tenant))),
    case when t.read_permission = 'never' then 'refused'
         when tenant = 'north' and a.organization = 'north' and t.read_permission = any (a.permissions) then 'rows'
         when tenant = 'south' and a.organization = 'south' and t.read_permission = any (a.permissions) then 'rows'
         when 'platform:read' = any (a.permissions) and t.read_permission <> 'own row' then 'rows'
         when t.name in ('users', 'sign_ins') and a.user_id is not null and a.organization = tenant then 'rows'
         else 'no rows' end,
    format('%s reads %s of %s', a.name, t.name, tenant))
from actors a cross join tables t cross join (values ('north'), ('south')) as o(tenant)
where t.organization_column is not null
order by a.name, t.name, tenant;
select is(pg_temp.try(a.claims, format('select count(*) from %I', t.name)), 'refused', format('%s reads %s', a.name, t.name))
from actors a cross join tables t where t.organization_column is null;

-- Changing rows: the columns that may be written, under the permission; every other column never.
select is(pg_temp.try(a.claims, format('update %I set %I = %2$I where %I = %L', t.name, c.attname, t.organization_column, test.id(tenant))),
    case when c.attname <> all (string_to_array(t.writable, ',')) then 'refused'
         when t.write_permission = 'own row' then case when a.user_id is not null and a.organization = tenant then 'rows' else 'no rows' end
         when a.organization = tenant and t.write_permission = any (a.permissions) then 'rows'
         else 'no rows' end,
    format('%s updates %s.%s of %s', a.name, t.name, c.attname, tenant))
from actors a cross join tables t cross join (values ('north'), ('south')) as o(tenant)
join pg_attribute c on true
where c.attrelid = t.name::regclass and c.attnum > 0 and not c.attisdropped and c.attgenerated = '' and c.attidentity = ''
  and t.organization_column is not null
  -- Once per actor for what may be written; once for all for what may not.
  and (c.attname = any (string_to_array(t.writable, ',')) or (a.name in ('super_admin', 'platform_admin', 'full_key') and tenant = 'north'));

-- A user changes themselves alone: not their colleagues, not by another way.
select is(pg_temp.try(a.claims, format('update users set full_name = ''x'' where id = %L', test.id('super_admin'))),
    case when a.user_id = test.id('super_admin') then 'rows' else 'no rows' end, format('%s renames the owner', a.name))
from actors a;
-- The row cannot leave its organization, and no other may be taken over.
select is(pg_temp.try(a.claims, format('update venues set name = ''mine'' where organization_id = %L', test.id('south'))),
    case when a.organization = 'south' and 'venues:write' = any (a.permissions) then 'rows' else 'no rows' end,
    format('%s renames a venue of south', a.name))
from actors a;

-- New rows: venues and activities under their permission and for the own organization alone; nothing else.
select is(pg_temp.try(a.claims, format(
        'insert into venues (organization_id, id, name, slug, time_zone) values (%L, gen_random_uuid(), ''New'', ''new'', ''UTC'')',
        test.id(tenant))),
    case when a.organization = tenant and 'venues:write' = any (a.permissions) then 'rows' else 'refused' end,
    format('%s opens a venue in %s', a.name, tenant))
from actors a cross join (values ('north'), ('south')) as o(tenant);
select is(pg_temp.try(a.claims, format(
        'insert into activities (organization_id, id, venue_id, name, slug, duration_minutes, capacity, mode, max_party, price_minor,
            currency, schedule) values (%1$L, gen_random_uuid(), %1$L, ''New'', ''new'', 60, 10, ''shared'', 10, 0, ''GBP'',
            ''{"booking_window_days": 1}'')', test.id(tenant))),
    case when a.organization = tenant and 'activities:write' = any (a.permissions) then 'rows' else 'refused' end,
    format('%s adds an activity to %s', a.name, tenant))
from actors a cross join (values ('north'), ('south')) as o(tenant);
select is(pg_temp.try(a.claims, format('insert into %I default values', t.name)), 'refused', format('%s inserts into %s', a.name, t.name))
from actors a cross join tables t where t.name not in ('venues', 'activities');

-- Nobody deletes a row or empties a table.
select is(pg_temp.try(a.claims, format(statement, t.name)), 'refused', format('%s: %s', a.name, format(statement, t.name)))
from actors a cross join tables t cross join (values ('delete from %I'), ('truncate %I')) as s(statement);

-- A platform admin works in the organization that they name, with all rights there.
select is(pg_temp.try(a.claims || jsonb_build_object('organization_id', test.id('north')),
        format('update venues set name = ''x'' where organization_id = %L', test.id('north'))), 'rows',
    'A platform admin works in the organization of the claims') from actors a where a.name = 'platform_admin';
select is(pg_temp.try(a.claims || jsonb_build_object('organization_id', test.id('north')),
        format('update venues set name = ''x'' where organization_id = %L', test.id('south'))), 'no rows',
    'and in no other at the same time') from actors a where a.name = 'platform_admin';

-- While an organization is suspended, its own people and keys do nothing; platform admins still look at it.
update organizations set status = 'suspended' where id = test.id('north');
select is(pg_temp.try(a.claims, format('select count(*) from venues where organization_id = %L', test.id('north'))),
    case when 'platform:read' = any (a.permissions) then 'rows' else 'no rows' end, format('%s reads a suspended organization', a.name))
from actors a;
update organizations set status = 'active' where id = test.id('north');

-- Where a second factor is asked for, users from admin upwards have nothing until they set one up.
update organizations set requires_second_factor = true where id = test.id('north');
select is(pg_temp.try(a.claims, format('select count(*) from venues where organization_id = %L', test.id('north'))),
    case when a.name in ('staff', 'manager', 'platform_admin') then 'rows' else 'no rows' end,
    format('%s without a second factor', a.name))
from actors a where a.organization = 'north' and a.user_id is not null and a.name not like '% %' or a.name = 'platform_admin';
update user_credentials set totp_sealed = 'sealed', totp_confirmed_at = now();
select is(pg_temp.try(a.claims, format('select count(*) from venues where organization_id = %L', test.id('north'))), 'rows',
    format('%s with a second factor', a.name))
from actors a where a.organization = 'north' and a.user_id is not null;

-- The helpers are asked once per statement, not once per row.
create function pg_temp.plan_of(p_claims jsonb, p_query text) returns text language plpgsql as $$
declare
    v_line text;
    v_plan text := '';
begin
    perform set_config('role', 'authenticated', true), set_config('request.claims', p_claims::text, true);
    for v_line in execute 'explain (costs off, analyze, timing off, summary off) ' || p_query loop
        v_plan := v_plan || v_line || E'\n';
    end loop;
    perform set_config('role', 'none', true), set_config('request.claims', '', true);
    return v_plan;
end
$$;
insert into activity_sessions (organization_id, id, activity_id, venue_id, start_time, end_time, capacity_total,
    capacity_remaining, price_minor, currency)
select test.id('north'), gen_random_uuid(), test.id('walk'), test.id('north'), now() + make_interval(hours => n),
       now() + make_interval(hours => n + 1), 10, 10, 0, 'GBP'
from generate_series(100, 1100) n;
create temporary table plans as
    select pg_temp.plan_of(claims, 'select count(*) from activity_sessions') as plan from actors where name = 'manager';
select cmp_ok((select count(*) from regexp_matches(plan, 'InitPlan', 'g')), '>=', 2::bigint,
    'Plans ask the helpers before they look at rows') from plans;
select is((select count(*) from regexp_matches(plan, 'Result \(actual rows=1 loops=([0-9]+)\)', 'g') m where m[1] <> '1'), 0::bigint,
    'and once each') from plans;

select * from finish();
rollback;

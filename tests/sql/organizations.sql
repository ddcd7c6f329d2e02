-- Organizations: who may do what with them, what their end takes away, and what purging leaves.
begin;
select no_plan();

select test.tenant('north'), test.tenant('south');
select test.user('north', 'olga', 'super-admin'), test.user('north', 'stan', 'staff');
insert into users (organization_id, id, email, full_name, role)
values (app.platform_organization_id(), test.id('pat'), 'pat@example.com', 'pat', 'platform-admin');
insert into sign_ins (organization_id, id, user_id, address, expires_at)
values (app.platform_organization_id(), test.id('pat'), test.id('pat'), '192.0.2.1', now() + interval '1 day');
create function pg_temp.call(p_user text, p_call text) returns jsonb language sql as $$
    select test.as_user(p_user, 'select app.' || p_call)::jsonb
$$;
create function pg_temp.creates(p_user text, p_name text, p_owner text) returns jsonb language sql as $$
    select pg_temp.call(p_user, format(
        'create_organization(null, null, %L, %L, %L, ''EUR'', ''Europe/Berlin'', ''Main'', %L, %L, %L, %L, %L, ''Owner'', %L)',
        test.id(p_name), p_name, p_name, test.id(p_name || ' venue'), test.id(p_name || ' embed'), test.embed_key(p_name),
        test.id(p_name || ' owner'), p_owner, test.id(p_name || ' link')))
$$;

-- Who may.
select is(pg_temp.call(name, call) ->> 'code', 'permission_denied', format('%s may not call %s', name, call))
from unnest(array['olga', 'stan']) name,
     unnest(array['list_organizations(10, null)', format('read_organization(%L)', test.id('south')),
        format('update_organization(%L, 1, ''{"name": "Mine"}'')', test.id('south')),
        format('suspend_organization(%L, ''because'')', test.id('south')),
        format('reactivate_organization(%L)', test.id('south')), format('delete_organization(%L)', test.id('south'))]) call;
select is(pg_temp.creates('olga', 'west', 'w@example.com') ->> 'code', 'permission_denied', 'An owner makes no organization');
select is(pg_temp.call('stan', 'update_organization(null, 1, ''{"name": "Mine"}'')') ->> 'code', 'permission_denied',
    'Staff do not edit their organization');
select is(pg_temp.call('olga', 'update_organization(null, 1, ''{"name": "Northern", "requires_second_factor": true}'')') #>> '{result,name}', 'Northern',
    'Its owner does');
select is(requires_second_factor, true, 'and asks for a second factor') from organizations where id = test.id('north');
update organizations set requires_second_factor = false where id = test.id('north');
select is(name, 'south', 'Nobody else changed') from organizations where id = test.id('south');
select is(pg_temp.call('pat', format('delete_organization(%L)', app.platform_organization_id())) ->> 'code',
    'organization_not_found', 'The platform is nobody''s customer');

-- Made.
select is(pg_temp.creates('pat', 'west', 'w@example.com') ->> 'code', 'ok', 'A platform admin makes one');
select ok(u.role = 'super-admin' and u.joined_at is null and m.template = 'invitation' and m.link_id = test.id('west link'),
    'Its owner is invited')
from users u join mail_outbox m on m.recipient = u.email where u.organization_id = test.id('west');
select is(pg_temp.creates('pat', 'west', 'x@example.com') ->> 'code', 'already_exists', 'A slug is there once');
select is(pg_temp.creates('pat', 'east', 'w@example.com') ->> 'code', 'already_exists', 'An address has one account');
select is(count(*), 0::bigint, 'and nothing is left of the other organization') from organizations where slug = 'east';

-- Suspended and back.
select is(pg_temp.call('pat', format('suspend_organization(%L, ''unpaid'')', test.id('north'))) #>> '{result,status}',
    'suspended', 'Suspended');
select is(pg_temp.call('olga', 'read_organization(null)') ->> 'code', 'permission_denied', 'Its owner may do nothing');
select is(pg_temp.call('pat', format('suspend_organization(%L, ''unpaid'')', test.id('north'))) ->> 'code',
    'invalid_transition', 'not twice');
select is(pg_temp.call('pat', format('reactivate_organization(%L)', test.id('north'))) #>> '{result,status}', 'active', 'Back');
select is(pg_temp.call('pat', format('reactivate_organization(%L)', test.id('north'))) ->> 'code', 'invalid_transition',
    'not twice either');

-- Deleted: with a row in every table that has one.
select test.activity('north', 'walk', 10), test.session('walk', 'monday'), test.session('walk', 'tuesday', now() + interval '2 days');
select test.held('north', 'monday', 2, 'ann'), test.held('north', 'tuesday', 1, 'bob'), test.held('north', 'monday', 1, 'cid');
select test.check_out('north', 'ann'), test.check_out('north', 'bob');
select test.api_key('north', 'key', '{}');
insert into user_credentials (organization_id, user_id, password_hash) values (test.id('north'), test.id('olga'), 'hash');
insert into refresh_tokens (organization_id, id, sign_in_id, secret_hash)
values (test.id('north'), test.id('olga'), test.id('olga'), 'hash');
insert into one_time_links (organization_id, id, user_id, purpose, expires_at)
values (test.id('north'), test.id('olga'), test.id('olga'), 'password_reset', now() + interval '1 hour');
select app.queue_mail(test.id('north'), 'olga@example.com', 'password_reset', '{}', test.id('olga'));
insert into idempotency_keys (organization_id, key, fingerprint) values (test.id('north'), 'key', 'print');
insert into webhook_endpoints (organization_id, id, url, secret_sealed) values (test.id('north'), test.id('hook'), 'https://example.com/', 'sealed');
insert into webhook_events (organization_id, id, type, occurred_at, document) values (test.id('north'), test.id('event'), 'ping', now(), '{}');
insert into webhook_deliveries (organization_id, id, endpoint_id, event_id, event_type)
values (test.id('north'), test.id('delivery'), test.id('hook'), test.id('event'), 'ping');
insert into webhook_attempts (organization_id, delivery_id, number, duration_ms) values (test.id('north'), test.id('delivery'), 1, 5);

select is(pg_temp.call('pat', format('delete_organization(%L)', test.id('north'))) #>> '{result,status}', 'deleted', 'Deleted');
select ok(not exists (select from sign_ins where organization_id = test.id('north') and ended_at is null)
          and not exists (select from api_keys where organization_id = test.id('north') and revoked_at is null)
          and not exists (select from embed_configs where organization_id = test.id('north') and is_active)
          and not exists (select from user_emails where organization_id = test.id('north'))
          and not exists (select from mail_outbox where organization_id = test.id('north') and failed_at is null),
    'Sign-ins, keys, embeds, addresses and mails have ended');
select is(app.purge_deleted_organizations('30 days', 1), 0, 'Its rows stay for a month');

-- Purged, one session at a time; the ledger of seats is right after each step.
update organizations set deleted_at = now() - interval '31 days' where id = test.id('north');
create temporary table books as select count(*) as entries from ledger_entries where organization_id = test.id('north');
create temporary table trail as select count(*) as entries from audit_logs where organization_id = test.id('north');
select is(app.purge_deleted_organizations('30 days', 1), 1, 'One session goes');
select is(count(*), 0::bigint, 'and the ledger holds') from test.capacity_ledger;
select is(count(*), 0::bigint, 'as do holds and bookings') from test.holds_and_bookings_agree;
select is(app.purge_deleted_organizations('30 days', 1), 1, 'The other session');
select is(app.purge_deleted_organizations('30 days', 1), 1, 'The rest');
select is(app.purge_deleted_organizations('30 days', 1), 0, 'Nothing is left to do');
-- Every table with the column, also one that is made later.
create function pg_temp.rows_left(p_table text) returns bigint language plpgsql as $$
declare
    v_count bigint;
begin
    execute format('select count(*) from %I where organization_id = %L', p_table, test.id('north')) into v_count;
    return v_count;
end
$$;
select is(pg_temp.rows_left(c.relname), 0::bigint, format('No row is left in %s', c.relname))
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and c.relname not like 'audit\_%' and c.relname <> 'ledger_entries';
select ok(pg_temp.rows_left('ledger_entries') = entries and entries > 0, 'The books are kept') from books;
select ok(pg_temp.rows_left('audit_logs') >= entries and entries > 0, 'The audit trail has lost nothing') from trail;
select is(count(*), 1::bigint, 'Other organizations are as they were') from organizations where id = test.id('south');

select * from finish();
rollback;

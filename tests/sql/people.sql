-- Users: who may invite, change and take back whom, and links that are good once.
begin;
select no_plan();

select test.tenant('north'), test.tenant('south');
select test.user('north', replace(r::text, '-', '_'), r) from unnest(enum_range(null::user_role)) r where r <> 'platform-admin';
select test.user('south', 'sue', 'staff');
update users set joined_at = now();
insert into users (organization_id, id, email, full_name, role)
values (app.platform_organization_id(), test.id('pat'), 'pat@example.com', 'pat', 'platform-admin');
insert into sign_ins (organization_id, id, user_id, address, expires_at)
values (app.platform_organization_id(), test.id('pat'), test.id('pat'), '192.0.2.1', now() + interval '1 day');
create function pg_temp.call(p_user text, p_call text, p_organization text default null) returns jsonb language sql as $$
    select test.as_staff(jsonb_strip_nulls(jsonb_build_object('user_id', test.id(p_user), 'sign_in_id', test.id(p_user),
        'address', '192.0.2.1', 'organization_id', test.id(p_organization))), 'select app.' || p_call)::jsonb
$$;
create function pg_temp.invites(p_user text, p_name text, p_role user_role, p_organization text default null) returns text
    language sql as $$
    select pg_temp.call(p_user, format('create_user(null, null, %L, %L, %L, %L, %L)', test.id(p_name),
        p_name || '@example.com', p_name, p_role, test.id(p_name || ' link')), p_organization) ->> 'code'
$$;
create function pg_temp.changes(p_user text, p_target text, p_role user_role default null, p_active boolean default null,
    p_version integer default null, p_organization text default null) returns text language sql as $$
    select pg_temp.call(p_user, format('update_user(%L, %s, %L, %L, null, null)', test.id(p_target),
        coalesce(p_version, (select version from users where id = test.id(p_target)), 1), p_role, p_active), p_organization) ->> 'code'
$$;

-- Every role against every role: inviting follows from the two tables of who stands above whom and who may write users.
select is(pg_temp.invites(replace(actor::text, '-', '_'), format('%s by %s', given, actor)::text, given),
    case when actor not in ('super-admin', 'org-admin') then 'permission_denied'
         when app.rank_of(actor) >= app.rank_of(given) then 'not_grantable' else 'ok' end,
    format('%s invites a %s', actor, given))
from unnest(enum_range(null::user_role)) actor, unnest(enum_range(null::user_role)) given where actor <> 'platform-admin';
select is(pg_temp.invites('pat', format('%s by pat', given), given, 'north'),
    case given when 'platform-admin' then 'not_grantable' else 'ok' end, format('A platform admin invites a %s', given))
from unnest(enum_range(null::user_role)) given;
select is(pg_temp.invites('pat', 'another', 'staff'), 'not_grantable', 'Nobody is invited into the platform''s own team');
select is(pg_temp.invites('super_admin', 'sue', 'staff'), 'already_exists', 'An address has one account, wherever');

-- Changing.
select is(pg_temp.changes('org_admin', replace(target::text, '-', '_'), p_active => true),
    case when app.rank_of(target) <= app.rank_of('org-admin') then 'not_grantable' else 'ok' end,
    format('An org-admin changes a %s', target))
from unnest(enum_range(null::user_role)) target where target <> 'platform-admin';
select is(pg_temp.changes('org_admin', 'staff', 'org-admin'), 'not_grantable', 'Nobody is lifted to one''s own rank');
select is(pg_temp.changes('org_admin', 'sue', p_active => false), 'user_not_found', 'Another organization''s user is not found');
select is(pg_temp.changes('org_admin', 'staff', 'manager', p_version => 7), 'precondition_failed', 'Nobody is changed unseen');
select is(pg_temp.changes('org_admin', 'staff', 'manager'), 'ok', 'A new role');
select is(end_reason, 'user_changed', 'ends the sign-ins') from sign_ins where id = test.id('staff');
select is(pg_temp.call('org_admin', format('update_user(%L, 2, null, null, ''Renamed'', ''123'')', test.id('staff')))
    #>> '{result,full_name}', 'Renamed', 'A new name');
select is(pg_temp.changes('org_admin', 'manager', p_active => false), 'ok', 'Deactivated');
select is(end_reason, 'user_changed', 'and signed out') from sign_ins where id = test.id('manager');
select is(pg_temp.invites('super_admin', 'manager', 'staff'), 'already_exists', 'The address stays theirs');

-- The last owner: those who were invited above count as owners, too, so they go first.
update users set is_active = false where role = 'super-admin' and id <> test.id('super_admin')
    and organization_id = test.id('north');
select is(pg_temp.changes('pat', 'super_admin', p_active => false, p_organization => 'north'), 'last_owner',
    'The last owner is not deactivated');
select is(pg_temp.changes('pat', 'super_admin', 'admin', p_organization => 'north'), 'last_owner', 'nor demoted');
select is(pg_temp.invites('pat', 'second owner', 'super-admin', 'north'), 'ok', 'With a second owner');
select is(pg_temp.changes('pat', 'super_admin', 'admin', p_organization => 'north'), 'ok', 'the first may go');
select is(pg_temp.call('pat', format('delete_user(%L)', test.id('second owner')), 'north') ->> 'code', 'last_owner',
    'An invitation of the last owner is not taken back');

-- Taking back and inviting again.
select is(pg_temp.invites('org_admin', 'ivy', 'staff'), 'ok', 'Invited');
select is(pg_temp.call('org_admin', format('invite_again(%L, %L)', test.id('ivy'), test.id('newer link'))) ->> 'code', 'ok',
    'Invited once more');
select is(used_at is null, id = test.id('newer link'), 'Only the newest link is open') from one_time_links
where user_id = test.id('ivy');
select is(pg_temp.call('org_admin', format('invite_again(%L, %L)', test.id('admin'), test.id('x'))) ->> 'code',
    'invalid_transition', 'Who has joined is not invited');
select is(pg_temp.call('org_admin', format('delete_user(%L)', test.id('admin'))) ->> 'code', 'invalid_transition',
    'and not deleted');

-- Links.
create function pg_temp.accepts(p_link text, p_tenant text default 'north') returns text language sql as $$
    select test.as_staff('{"address": "192.0.2.1"}', format('select app.accept_invitation(%L, %L, ''Ivy'', ''hash'')',
        test.id(p_tenant), test.id(p_link)))::jsonb ->> 'code'
$$;
select is(pg_temp.accepts('ivy link'), 'link_invalid', 'The older link has ended');
select is(pg_temp.accepts('newer link', 'south'), 'link_invalid', 'A link belongs to its organization');
update organizations set status = 'suspended' where id = test.id('north');
select is(pg_temp.accepts('newer link'), 'link_invalid', 'Nobody joins a suspended organization');
update organizations set status = 'active' where id = test.id('north');
select is(test.as_staff('{}', format('select app.reset_password(%L, %L, ''hash'')', test.id('north'), test.id('newer link')))::jsonb
    ->> 'code', 'link_invalid', 'An invitation resets no password');
update one_time_links set expires_at = now() where id = test.id('newer link');
select is(pg_temp.accepts('newer link'), 'link_invalid', 'A link ends');
update one_time_links set expires_at = now() + interval '1 day' where id = test.id('newer link');
select is(pg_temp.accepts('newer link'), 'ok', 'Accepted');
select ok(u.joined_at is not null and u.full_name = 'Ivy' and c.password_hash = 'hash', 'Joined, with a password')
from users u join user_credentials c on c.user_id = u.id where u.id = test.id('ivy');
select is(pg_temp.accepts('newer link'), 'link_invalid', 'once');
select is(pg_temp.call('org_admin', format('delete_user(%L)', test.id('ivy'))) ->> 'code', 'invalid_transition',
    'From now on not deleted');

-- Oneself.
select is(pg_temp.call('admin', 'update_me(1, ''Ada'', ''5'')') ->> 'code', 'ok', 'One''s own name');
select is(pg_temp.call('admin', 'update_me(1, ''Late'', null)'),
    '{"code": "precondition_failed", "version": 2}', 'not unseen');
select ok(full_name = 'Ada' and phone = '5' and role = 'admin', 'and nothing else') from users where id = test.id('admin');
select is(pg_temp.call('admin', 'update_me(2, null, '''')') #> '{result,phone}', null, 'An empty phone is taken away');

-- The first platform admin.
select is(app.create_platform_admin(test.id('root'), 'root@example.com', 'Root', test.id('root link')) ->> 'code', 'ok',
    'A platform admin from the command line');
select ok(is_platform_team, 'is one of the platform''s team') from users where id = test.id('root');
select is(app.create_platform_admin(test.id('x'), 'sue@example.com', 'Sue', test.id('x link')) ->> 'code', 'already_exists',
    'not with an address of somebody else');

select * from finish();
rollback;

-- The users of an organization: who they are, how they come in, and what others may change about them.

-- A user as the API shows them.
create or replace function app.user_document(p_organization_id uuid, p_user_id uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'id', u.id, 'email', u.email, 'full_name', u.full_name, 'phone', u.phone, 'role', u.role,
            'is_active', u.is_active, 'has_second_factor', coalesce(c.totp_confirmed_at is not null, false),
            'joined_at', app.iso(u.joined_at), 'last_login_at', app.iso(u.last_login_at),
            'created_at', app.iso(u.created_at), 'version', u.version))
        from users u
        left join user_credentials c on c.organization_id = u.organization_id and c.user_id = u.id
        where u.organization_id = p_organization_id and u.id = p_user_id);
end
$$;

-- The signed-in user with their organization and what they may do. {code: ok, result} | permission_denied (a key).
create or replace function app.read_me() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_me users;
    v_organization organizations;
    v_credentials user_credentials;
begin
    select * into v_me from app.current_user_row();
    if not found then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_organization from organizations o where o.id = public.get_my_organization_id_safe();
    select * into v_credentials from user_credentials c
    where c.organization_id = v_me.organization_id and c.user_id = v_me.id;
    return jsonb_build_object('code', 'ok', 'result',
        app.user_document(v_me.organization_id, v_me.id) || jsonb_build_object(
            'organization', jsonb_build_object('id', v_organization.id, 'name', v_organization.name,
                'slug', v_organization.slug, 'status', v_organization.status, 'currency', v_organization.currency),
            'permissions', to_jsonb(app.my_permissions()),
            'second_factor_required', not app.has_second_factor_if_required(v_me.organization_id, v_me.id, v_me.role),
            'recovery_codes_left', coalesce(cardinality(v_credentials.recovery_code_hashes), 0)));
end
$$;

-- Users correct their own name and phone; null leaves it, an empty phone clears it. With their own rights: the policy
-- own_profile and the column grants decide. {code: ok, result} | permission_denied | precondition_failed.
create or replace function app.update_me(p_expected_version integer, p_full_name text, p_phone text) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_version integer;
begin
    update users u
    set full_name = coalesce(p_full_name, u.full_name),
        phone = nullif(coalesce(p_phone, u.phone), '')
    where u.id = auth.uid() and u.version = p_expected_version;
    if not found then
        select u.version into v_version from users u where u.id = auth.uid();
        if v_version is null then
            return '{"code": "permission_denied"}';
        end if;
        return jsonb_build_object('code', 'precondition_failed', 'version', v_version);
    end if;
    return app.read_me();
end
$$;

-- The users of the organization, oldest first. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_users(p_limit integer, p_starting_after uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('users:read');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return (
        with page as (
            select u.id, row_number() over (order by u.id) as place
            from users u
            where u.organization_id = v_organization_id and (p_starting_after is null or u.id > p_starting_after)
            order by u.id
            limit p_limit + 1
        )
        select jsonb_build_object('code', 'ok', 'has_more', count(*) > p_limit,
            'data', coalesce(jsonb_agg(app.user_document(v_organization_id, p.id) order by p.id)
                                 filter (where p.place <= p_limit), '[]'))
        from page p);
end
$$;

-- {code: ok, result} | permission_denied | user_not_found.
create or replace function app.read_user(p_user_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('users:read');
    v_document jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_document := app.user_document(v_organization_id, p_user_id);
    if v_document is null then
        return '{"code": "user_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', v_document);
end
$$;

-- Whether the user of the claims stands above this role in this organization: they may give it, and change who has it.
-- Platform admins stand above everybody in an organization; in that of the platform team nobody gives roles.
create or replace function app.stands_above(p_organization_id uuid, p_role user_role) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_organization_id <> app.platform_organization_id() and exists (
        select from app.current_user_row() me where app.rank_of(me.role) < app.rank_of(p_role));
end
$$;

-- A user who has no password yet, and the mail with the link by which they choose one. Returns false where the address
-- has an account already, in this organization or another.
create or replace function app.add_invited_user(p_organization_id uuid, p_user_id uuid, p_email text,
    p_full_name text, p_role user_role, p_invited_by uuid, p_link_id uuid) returns boolean
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into users (organization_id, id, email, full_name, role, invited_by)
    values (p_organization_id, p_user_id, p_email, p_full_name, p_role, p_invited_by);
    insert into user_emails (email, organization_id, user_id) values (p_email, p_organization_id, p_user_id);
    perform app.send_link(p_organization_id, p_user_id, 'invitation', p_link_id);
    return true;
exception
    when unique_violation then
        return false;
end
$$;

-- Makes a one-time link and queues the mail that carries it; older links of its kind end.
create or replace function app.send_link(p_organization_id uuid, p_user_id uuid, p_purpose link_purpose, p_link_id uuid)
    returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_user users;
begin
    update one_time_links l set used_at = now()
    where l.organization_id = p_organization_id and l.user_id = p_user_id and l.purpose = p_purpose
      and l.used_at is null;
    insert into one_time_links (organization_id, id, user_id, purpose, expires_at)
    values (p_organization_id, p_link_id, p_user_id, p_purpose,
            now() + case p_purpose when 'invitation' then interval '7 days' else interval '1 hour' end);
    select * into v_user from users u where u.organization_id = p_organization_id and u.id = p_user_id;
    perform app.queue_mail(p_organization_id, v_user.email, p_purpose::text::mail_template,
        jsonb_build_object('name', v_user.full_name,
            'organization', (select o.name from organizations o where o.id = p_organization_id)), p_link_id);
end
$$;

-- Invites somebody. {code: ok, result} | permission_denied | idempotency_key_reused | not_grantable | already_exists.
create or replace function app.create_user(p_key text, p_fingerprint text, p_user_id uuid, p_email text,
    p_full_name text, p_role user_role, p_link_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('users:write');
    v_kept jsonb;
    v_outcome jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    if not app.stands_above(v_organization_id, p_role) then
        v_outcome := '{"code": "not_grantable"}';
    elsif not app.add_invited_user(v_organization_id, p_user_id, p_email, p_full_name, p_role, auth.uid(),
                                    p_link_id) then
        v_outcome := '{"code": "already_exists"}';
    else
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.user_document(v_organization_id, p_user_id));
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

-- The user, locked, if the claims permit a change of them. Null with the code of the refusal otherwise:
-- permission_denied, user_not_found, not_grantable (they do not stand below).
create or replace function app.lock_user_below(p_user_id uuid, out target users, out refusal text)
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('users:write');
begin
    if v_organization_id is null then
        refusal := 'permission_denied';
        return;
    end if;
    -- The owners, too: two of them cannot go at the same moment.
    perform from users u
    where u.organization_id = v_organization_id and (u.id = p_user_id or u.role = 'super-admin')
    order by u.id
    for no key update;
    select * into target from users u where u.organization_id = v_organization_id and u.id = p_user_id;
    refusal := case when not found then 'user_not_found'
                    when not app.stands_above(v_organization_id, target.role) then 'not_grantable' end;
end
$$;

create or replace function app.is_last_owner(p_user users) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_user.role = 'super-admin' and p_user.is_active and not exists (
        select from users u
        where u.organization_id = p_user.organization_id and u.role = 'super-admin' and u.is_active
          and u.id <> p_user.id);
end
$$;

-- Invites once more who has not come in yet; the older links end. {code: ok, result} | permission_denied |
-- user_not_found | not_grantable | invalid_transition.
create or replace function app.invite_again(p_user_id uuid, p_link_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_locked constant record := app.lock_user_below(p_user_id);
    v_user constant users := v_locked.target;
begin
    if v_locked.refusal is not null then
        return jsonb_build_object('code', v_locked.refusal);
    end if;
    if v_user.joined_at is not null or not v_user.is_active then
        return '{"code": "invalid_transition"}';
    end if;
    perform app.send_link(v_user.organization_id, v_user.id, 'invitation', p_link_id);
    return jsonb_build_object('code', 'ok', 'result', app.user_document(v_user.organization_id, v_user.id));
end
$$;

-- Changes a user who stands below; null leaves a member as it is, an empty phone clears it. Another role and
-- deactivation end every sign-in at once. {code: ok, result} | permission_denied | user_not_found | not_grantable |
-- precondition_failed | last_owner.
create or replace function app.update_user(p_user_id uuid, p_expected_version integer, p_role user_role,
    p_is_active boolean, p_full_name text, p_phone text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_locked constant record := app.lock_user_below(p_user_id);
    v_user constant users := v_locked.target;
    v_new users;
begin
    if v_locked.refusal is not null then
        return jsonb_build_object('code', v_locked.refusal);
    end if;
    if p_role is not null and not app.stands_above(v_user.organization_id, p_role) then
        return '{"code": "not_grantable"}';
    end if;
    if v_user.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_user.version);
    end if;
    if app.is_last_owner(v_user) and (p_role <> 'super-admin' or not p_is_active) then
        return '{"code": "last_owner"}';
    end if;
    update users u
    set role = coalesce(p_role, u.role), is_active = coalesce(p_is_active, u.is_active),
        full_name = coalesce(p_full_name, u.full_name), phone = nullif(coalesce(p_phone, u.phone), '')
    where u.organization_id = v_user.organization_id and u.id = v_user.id
    returning * into v_new;
    if (v_new.role, v_new.is_active) is distinct from (v_user.role, v_user.is_active) then
        perform app.end_sign_ins(v_user.organization_id, v_user.id, 'user_changed');
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.user_document(v_user.organization_id, v_user.id));
end
$$;

-- Takes an invitation back. Who has come in once is deactivated instead: what they did stays theirs.
-- {code: ok} | permission_denied | user_not_found | not_grantable | invalid_transition | last_owner.
create or replace function app.delete_user(p_user_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_locked constant record := app.lock_user_below(p_user_id);
    v_user constant users := v_locked.target;
begin
    if v_locked.refusal is not null then
        return jsonb_build_object('code', v_locked.refusal);
    end if;
    if v_user.joined_at is not null then
        return '{"code": "invalid_transition"}';
    end if;
    if app.is_last_owner(v_user) then
        return '{"code": "last_owner"}';
    end if;
    delete from one_time_links l where l.organization_id = v_user.organization_id and l.user_id = v_user.id;
    delete from user_emails e where e.organization_id = v_user.organization_id and e.user_id = v_user.id;
    delete from users u where u.organization_id = v_user.organization_id and u.id = v_user.id;
    return '{"code": "ok"}';
end
$$;

-- The link and its user, locked, if it can still be used. No row otherwise.
create or replace function app.lock_open_link(p_organization_id uuid, p_link_id uuid, p_purpose link_purpose)
    returns setof users
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_user users;
begin
    -- The user first, as everywhere.
    select u.* into v_user
    from users u join organizations o on o.id = u.organization_id
    where u.organization_id = p_organization_id and u.is_active and o.status in ('pending', 'active')
      and u.id = (select l.user_id from one_time_links l
                  where l.organization_id = p_organization_id and l.id = p_link_id and l.purpose = p_purpose)
    for no key update of u;
    if not found then
        return;
    end if;
    update one_time_links l set used_at = now()
    where l.organization_id = p_organization_id and l.id = p_link_id and l.used_at is null and l.expires_at > now();
    if found then
        return next v_user;
    end if;
end
$$;

-- Whether a link can be used now, so that nobody's time is spent on one that cannot. {code: ok, email,
-- full_name} | link_invalid.
create or replace function app.read_link(p_organization_id uuid, p_link_id uuid, p_purpose link_purpose) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_user record;
begin
    select u.email, u.full_name into v_user
    from one_time_links l
    join users u on u.organization_id = l.organization_id and u.id = l.user_id
    where l.organization_id = p_organization_id and l.id = p_link_id and l.purpose = p_purpose
      and l.used_at is null and l.expires_at > now() and u.is_active;
    if not found then
        return '{"code": "link_invalid"}';
    end if;
    return jsonb_build_object('code', 'ok', 'email', v_user.email, 'full_name', v_user.full_name);
end
$$;

-- The invited user comes in with a password of their own. {code: ok, email} | link_invalid.
create or replace function app.accept_invitation(p_organization_id uuid, p_link_id uuid, p_full_name text,
    p_password_hash text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_user users;
begin
    select * into v_user from app.lock_open_link(p_organization_id, p_link_id, 'invitation');
    if not found or v_user.joined_at is not null then
        return '{"code": "link_invalid"}';
    end if;
    insert into user_credentials (organization_id, user_id, password_hash)
    values (p_organization_id, v_user.id, p_password_hash);
    update users u set joined_at = now(), full_name = coalesce(p_full_name, u.full_name)
    where u.organization_id = p_organization_id and u.id = v_user.id;
    perform app.audit_event(p_organization_id, 'invitation.accepted', 'users', v_user.id, '{}');
    return jsonb_build_object('code', 'ok', 'email', v_user.email);
end
$$;

-- A new password by the link that was mailed; every sign-in ends. A second factor stays: the mailbox alone opens no
-- account that has one. {code: ok, email} | link_invalid.
create or replace function app.reset_password(p_organization_id uuid, p_link_id uuid, p_password_hash text)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_user users;
begin
    select * into v_user from app.lock_open_link(p_organization_id, p_link_id, 'password_reset');
    if not found then
        return '{"code": "link_invalid"}';
    end if;
    update user_credentials c set password_hash = p_password_hash, password_changed_at = now()
    where c.organization_id = p_organization_id and c.user_id = v_user.id;
    perform app.end_sign_ins(p_organization_id, v_user.id, 'password_reset');
    perform app.report_account_change(p_organization_id, v_user.id, 'password.reset', 'password_changed');
    return jsonb_build_object('code', 'ok', 'email', v_user.email);
end
$$;

-- A platform admin, made from the command line; the only way to become one. {code: ok} | already_exists.
create or replace function app.create_platform_admin(p_user_id uuid, p_email text, p_full_name text, p_link_id uuid)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not app.add_invited_user(app.platform_organization_id(), p_user_id, p_email, p_full_name, 'platform-admin', null,
                                p_link_id) then
        return '{"code": "already_exists"}';
    end if;
    return jsonb_build_object('code', 'ok', 'organization_id', app.platform_organization_id());
end
$$;

-- `authenticated` is also who nobody is yet: links are checked by the program, then by these functions.
grant execute on function app.read_me(), app.update_me(integer, text, text), app.list_users(integer, uuid),
    app.read_user(uuid), app.create_user(text, text, uuid, text, text, user_role, uuid), app.invite_again(uuid, uuid),
    app.update_user(uuid, integer, user_role, boolean, text, text), app.delete_user(uuid),
    app.read_link(uuid, uuid, link_purpose), app.accept_invitation(uuid, uuid, text, text),
    app.reset_password(uuid, uuid, text) to authenticated;

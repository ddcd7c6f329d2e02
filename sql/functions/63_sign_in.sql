-- Signing in, staying signed in, and the end of it.
--
-- The program compares passwords, codes and signatures; these functions keep the books: they count attempts, hand out
-- what is compared, and change rows only while it is still true. Order of locks: users, their credentials, sign-ins.

-- The network that counts as one address: an IPv4 address, or the /64 of an IPv6 one.
create or replace function app.network_of(p_address text) returns text
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if family(p_address::inet) = 6 then
        return network(set_masklen(p_address::inet, 64))::text;
    end if;
    return host(p_address::inet);
end
$$;

-- Counts an attempt on an account, existing or not, before anybody looks at it. It counts as failed until
-- app.settle_attempt() says otherwise. {code: ok, attempt_id} | too_many_attempts with retry_after_seconds.
--
-- Three limits, each over failures in a window: of one account from one address since it last succeeded there; from one
-- address on any account; on one account from addresses that it was never signed in to from. The last two do not count
-- for an address from which the account was signed in to lately: what strangers do elsewhere locks no owner out.
create or replace function app.begin_attempt(p_kind attempt_kind, p_email text) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_address constant text := app.network_of(app.claim('address'));
    v_email_hash constant text := encode(sha256(convert_to(p_email, 'UTF8')), 'hex');
    v_is_reset constant boolean := p_kind = 'password_reset';
    -- Failures per account and address in 15 minutes, per address in 15 minutes, per account in an hour.
    v_pair_max constant integer := case when v_is_reset then 3 else 10 end;
    v_address_max constant integer := case when v_is_reset then 20 else 100 end;
    v_account_max constant integer := case when v_is_reset then 5 else 30 end;
    v_last_success_id bigint;
    v_free_at timestamptz;
    v_attempt_id bigint;
begin
    -- Attempts on one account or from one address are counted one after the other, so that none slips through.
    perform pg_advisory_xact_lock(k.key)
    from (select hashtextextended(t.name, 63) as key
          from unnest(array['account ' || v_email_hash, 'address ' || v_address]) as t(name)
          order by 1) k;

    select max(a.id) into v_last_success_id from sign_in_attempts a
    where a.email_hash = v_email_hash and a.address = v_address and a.succeeded and a.kind = 'sign_in'
      and a.attempted_at > now() - interval '30 days';
    -- Where as many failures as a limit allows lie in its window, the oldest of them says when the next attempt is
    -- free.
    v_free_at := (
        select a.attempted_at + interval '15 minutes' from sign_in_attempts a
        where a.email_hash = v_email_hash and a.address = v_address and a.kind = p_kind and not a.succeeded
          and a.attempted_at > now() - interval '15 minutes' and (v_is_reset or a.id > coalesce(v_last_success_id, 0))
        order by a.attempted_at desc offset v_pair_max - 1 limit 1);
    if v_last_success_id is null then
        v_free_at := greatest(v_free_at, (
            select a.attempted_at + interval '15 minutes' from sign_in_attempts a
            where a.address = v_address and a.kind = p_kind and not a.succeeded
              and a.attempted_at > now() - interval '15 minutes'
            order by a.attempted_at desc offset v_address_max - 1 limit 1), (
            select a.attempted_at + interval '1 hour' from sign_in_attempts a
            where a.email_hash = v_email_hash and a.kind = p_kind and not a.succeeded and not a.from_known_address
              and a.attempted_at > now() - interval '1 hour'
            order by a.attempted_at desc offset v_account_max - 1 limit 1));
    end if;
    if v_free_at is not null then
        return jsonb_build_object('code', 'too_many_attempts',
            'retry_after_seconds', greatest(1, ceil(extract(epoch from v_free_at - now())))::integer);
    end if;
    insert into sign_in_attempts (email_hash, address, succeeded, kind, from_known_address)
    values (v_email_hash, v_address, false, p_kind, v_last_success_id is not null)
    returning id into v_attempt_id;
    return jsonb_build_object('code', 'ok', 'attempt_id', v_attempt_id);
end
$$;

create or replace function app.settle_attempt(p_attempt_id bigint) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update sign_in_attempts a set succeeded = true where a.id = p_attempt_id;
end
$$;

-- Takes back an attempt whose password nobody compared, because the server was too busy.
create or replace function app.withdraw_attempt(p_attempt_id bigint) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from sign_in_attempts a where a.id = p_attempt_id and not a.succeeded;
    return '{"code": "ok"}';
end
$$;

-- What the program compares with what was typed. Null members where there is no such user, or no password yet;
-- `refusal` is what a right password is answered with where the user may not come in.
create or replace function app.credentials_document(p_organization_id uuid, p_user_id uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_found record;
begin
    select u.full_name, u.is_active, o.status, c.password_hash, c.totp_sealed, c.totp_confirmed_at, c.totp_last_step,
           c.recovery_code_hashes
    into v_found
    from users u
    join organizations o on o.id = u.organization_id
    left join user_credentials c on c.organization_id = u.organization_id and c.user_id = u.id
    where u.organization_id = p_organization_id and u.id = p_user_id;
    return jsonb_build_object(
        'full_name', v_found.full_name,
        'password_hash', v_found.password_hash,
        'totp_sealed', v_found.totp_sealed,
        'second_factor', v_found.totp_confirmed_at is not null,
        'totp_last_step', coalesce(v_found.totp_last_step, 0),
        'recovery_code_hashes', coalesce(to_jsonb(v_found.recovery_code_hashes), '[]'),
        'refusal', case when not v_found.is_active or v_found.status = 'deleted' then 'invalid_credentials'
                        when v_found.status = 'suspended' then 'organization_suspended' end);
end
$$;

-- The first half of a sign-in: counts the attempt and hands out the credentials of this address.
-- {code: ok, attempt_id, organization_id, user_id, ...} | too_many_attempts.
create or replace function app.begin_sign_in(p_email text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_attempt constant jsonb := app.begin_attempt('sign_in', p_email);
    v_email user_emails;
begin
    if v_attempt ->> 'code' <> 'ok' then
        return v_attempt;
    end if;
    select * into v_email from user_emails e where e.email = p_email;
    return v_attempt || jsonb_build_object('organization_id', v_email.organization_id, 'user_id', v_email.user_id)
        || app.credentials_document(v_email.organization_id, v_email.user_id);
end
$$;

-- The other end of a sign-in that was refused. Failures on unknown addresses are the platform's to look at, so that
-- both leave a trace and take the same time.
create or replace function app.refuse_sign_in(
    p_organization_id uuid, p_user_id uuid, p_email text, p_reason text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.audit_event(p_organization_id, 'sign_in.failed', 'users', p_user_id,
        jsonb_build_object('email', p_email, 'reason', p_reason));
    return '{"code": "ok"}';
end
$$;

create or replace function app.platform_organization_id() returns uuid
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select o.id from organizations o where o.is_platform);
end
$$;

-- A sign-in of its own, with its first refresh token.
create or replace function app.add_sign_in(p_organization_id uuid, p_user_id uuid, p_second_factor boolean,
    p_sign_in_id uuid, p_refresh_token_id uuid, p_refresh_secret_hash text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into sign_ins (organization_id, id, user_id, second_factor, address, user_agent, expires_at)
    values (p_organization_id, p_sign_in_id, p_user_id, p_second_factor, app.claim('address'),
            coalesce(app.claim('agent'), ''), now() + interval '30 days');
    insert into refresh_tokens (organization_id, id, sign_in_id, secret_hash)
    values (p_organization_id, p_refresh_token_id, p_sign_in_id, p_refresh_secret_hash);
end
$$;

-- Ends the sign-ins of a user, all or all but one. Returns how many that were.
create or replace function app.end_sign_ins(
    p_organization_id uuid, p_user_id uuid, p_reason text, p_except_id uuid default null) returns integer
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_count integer;
begin
    update sign_ins s set ended_at = now(), end_reason = p_reason
    where s.organization_id = p_organization_id and s.user_id = p_user_id and s.ended_at is null
      and s.id is distinct from p_except_id;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

-- Uses the second factor that the program found right: a code is good once, its step must be later than the last one
-- used; a recovery code is taken away. Null: fine. Otherwise the code of the refusal.
create or replace function app.use_second_factor(p_credentials user_credentials, p_totp_step bigint,
    p_recovery_code_hash text) returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_credentials.totp_confirmed_at is null then
        return null;
    end if;
    if p_totp_step is not null then
        update user_credentials c set totp_last_step = p_totp_step
        where c.organization_id = p_credentials.organization_id and c.user_id = p_credentials.user_id
          and c.totp_last_step < p_totp_step;
    elsif p_recovery_code_hash is not null then
        update user_credentials c set recovery_code_hashes = array_remove(c.recovery_code_hashes, p_recovery_code_hash)
        where c.organization_id = p_credentials.organization_id and c.user_id = p_credentials.user_id
          and p_recovery_code_hash = any (c.recovery_code_hashes);
    else
        return 'second_factor_required';
    end if;
    return case when not found then 'second_factor_invalid' end;
end
$$;

-- The second half of a sign-in whose password was right: p_password_hash is the one that it was compared with,
-- p_new_hash the same password hashed with newer parameters, or null. {code: ok, user} | invalid_credentials |
-- organization_suspended | second_factor_required | second_factor_invalid.
create or replace function app.finish_sign_in(p_attempt_id bigint, p_organization_id uuid, p_user_id uuid,
    p_password_hash text, p_new_hash text, p_totp_step bigint, p_recovery_code_hash text,
    p_sign_in_id uuid, p_refresh_token_id uuid, p_refresh_secret_hash text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_user users;
    v_credentials user_credentials;
    v_status organization_status;
    v_refusal text;
begin
    -- Whoever deactivates the user or changes the password waits for us, or we for them.
    select * into v_user from users u where u.organization_id = p_organization_id and u.id = p_user_id
    for no key update;
    select * into v_credentials from user_credentials c
    where c.organization_id = p_organization_id and c.user_id = p_user_id for update;
    select o.status into v_status from organizations o where o.id = p_organization_id;
    v_refusal := case
        when not v_user.is_active or v_status = 'deleted'
             or v_credentials.password_hash is distinct from p_password_hash
            then 'invalid_credentials'
        when v_status = 'suspended' then 'organization_suspended'
        else app.use_second_factor(v_credentials, p_totp_step, p_recovery_code_hash) end;
    if v_refusal is not null then
        perform app.refuse_sign_in(p_organization_id, p_user_id, v_user.email, v_refusal);
        return jsonb_build_object('code', v_refusal);
    end if;

    if p_new_hash is not null then
        update user_credentials c set password_hash = p_new_hash
        where c.organization_id = p_organization_id and c.user_id = p_user_id;
    end if;
    update users u set last_login_at = now() where u.organization_id = p_organization_id and u.id = p_user_id;
    perform app.add_sign_in(p_organization_id, p_user_id, v_credentials.totp_confirmed_at is not null, p_sign_in_id,
        p_refresh_token_id, p_refresh_secret_hash);
    perform app.settle_attempt(p_attempt_id);
    perform app.audit_event(p_organization_id, 'sign_in.succeeded', 'sign_ins', p_sign_in_id,
        jsonb_build_object('user_id', p_user_id, 'second_factor', v_credentials.totp_confirmed_at is not null));
    return jsonb_build_object('code', 'ok', 'user', app.user_document(p_organization_id, p_user_id));
end
$$;

-- Gives a new refresh token for the one that is shown, once. The use of an old one means that two have it, the user
-- and a thief, so the sign-in ends for both. Of two requests with the same token at once the second counts as such,
-- too. {code: ok, user_id, sign_in_id, user} | organization_suspended | unauthenticated.
create or replace function app.refresh_sign_in(p_organization_id uuid, p_token_id uuid, p_secret_hash text,
    p_new_token_id uuid, p_new_secret_hash text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_sign_in sign_ins;
    v_token refresh_tokens;
    v_user users;
    v_status organization_status;
begin
    -- The sign-in first: its lock is what decides who comes first.
    select s.* into v_sign_in
    from sign_ins s
    where (s.organization_id, s.id) in (
        select t.organization_id, t.sign_in_id from refresh_tokens t
        where t.organization_id = p_organization_id and t.id = p_token_id)
    for no key update;
    select * into v_token from refresh_tokens t where t.organization_id = p_organization_id and t.id = p_token_id;
    if v_token.secret_hash is distinct from p_secret_hash or v_sign_in.ended_at is not null
       or v_sign_in.expires_at <= now() then
        return '{"code": "unauthenticated"}';
    end if;
    select * into v_user from users u where u.organization_id = p_organization_id and u.id = v_sign_in.user_id;
    if v_token.used_at is not null then
        update sign_ins s set ended_at = now(), end_reason = 'reuse'
        where s.organization_id = p_organization_id and s.id = v_sign_in.id;
        perform app.audit_event(p_organization_id, 'refresh_token.reused', 'sign_ins', v_sign_in.id,
            jsonb_build_object('user_id', v_user.id));
        perform app.queue_mail(p_organization_id, v_user.email, 'refresh_token_reused', jsonb_build_object(
            'name', v_user.full_name, 'agent', v_sign_in.user_agent, 'address', v_sign_in.address), null);
        return '{"code": "unauthenticated"}';
    end if;
    select o.status into v_status from organizations o where o.id = p_organization_id;
    if not v_user.is_active or v_status = 'deleted' or v_token.created_at <= now() - interval '7 days' then
        return '{"code": "unauthenticated"}';
    end if;
    if v_status = 'suspended' then
        return '{"code": "organization_suspended"}';
    end if;
    update refresh_tokens t set used_at = now() where t.organization_id = p_organization_id and t.id = p_token_id;
    insert into refresh_tokens (organization_id, id, sign_in_id, secret_hash)
    values (p_organization_id, p_new_token_id, v_sign_in.id, p_new_secret_hash);
    update sign_ins s set refreshed_at = now() where s.organization_id = p_organization_id and s.id = v_sign_in.id;
    return jsonb_build_object('code', 'ok', 'user_id', v_user.id, 'sign_in_id', v_sign_in.id,
        'user', app.user_document(p_organization_id, v_user.id));
end
$$;

-- Where the user of the claims is signed in, newest first. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_my_sign_ins() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_me users;
begin
    select * into v_me from app.current_user_row();
    if not found then
        return '{"code": "permission_denied"}';
    end if;
    return jsonb_build_object('code', 'ok', 'has_more', false, 'data', coalesce((
        select jsonb_agg(jsonb_build_object('id', s.id, 'address', s.address, 'user_agent', s.user_agent,
                   'second_factor', s.second_factor, 'is_current', s.id = app.claim_uuid('sign_in_id'),
                   'created_at', app.iso(s.created_at), 'refreshed_at', app.iso(s.refreshed_at),
                   'expires_at', app.iso(s.expires_at)) order by s.id desc)
        from sign_ins s
        where s.organization_id = v_me.organization_id and s.user_id = v_me.id and s.ended_at is null
          and s.expires_at > now()), '[]'));
end
$$;

-- Ends one sign-in of the user of the claims; without an id the one of the claims. {code: ok} | permission_denied |
-- not_found.
create or replace function app.end_my_sign_in(p_sign_in_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_me users;
begin
    select * into v_me from app.current_user_row();
    if not found then
        return '{"code": "permission_denied"}';
    end if;
    update sign_ins s set ended_at = now(), end_reason = 'signed_out'
    where s.organization_id = v_me.organization_id and s.user_id = v_me.id and s.ended_at is null
      and s.id = coalesce(p_sign_in_id, app.claim_uuid('sign_in_id'));
    if not found then
        return '{"code": "not_found"}';
    end if;
    return '{"code": "ok"}';
end
$$;

-- Ends every sign-in of the user of the claims. {code: ok} | permission_denied.
create or replace function app.end_my_sign_ins() returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_me users;
begin
    select * into v_me from app.current_user_row();
    if not found then
        return '{"code": "permission_denied"}';
    end if;
    perform app.end_sign_ins(v_me.organization_id, v_me.id, 'signed_out_everywhere');
    return '{"code": "ok"}';
end
$$;

-- `authenticated` is also who nobody is yet: the claims decide.
grant execute on function app.begin_sign_in(text),
    app.withdraw_attempt(bigint),
    app.refuse_sign_in(uuid, uuid, text, text),
    app.finish_sign_in(bigint, uuid, uuid, text, text, bigint, text, uuid, uuid, text),
    app.refresh_sign_in(uuid, uuid, text, uuid, text),
    app.list_my_sign_ins(),
    app.end_my_sign_in(uuid),
    app.end_my_sign_ins()
    to authenticated;

-- What guards an account: its password and its second factor, changed by the signed-in user. The program compares what
-- was shown; these functions change rows only while the password is still the one that it was compared with.

-- Before a signed-in user changes what guards the account they show the password again; it counts like a sign-in.
-- {code: ok, attempt_id, email, password_hash, ...} | permission_denied | too_many_attempts.
create or replace function app.begin_password_check() returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_me users;
    v_attempt jsonb;
begin
    select * into v_me from app.current_user_row();
    if not found then
        return '{"code": "permission_denied"}';
    end if;
    v_attempt := app.begin_attempt('sign_in', v_me.email);
    if v_attempt ->> 'code' <> 'ok' then
        return v_attempt;
    end if;
    return v_attempt || jsonb_build_object('organization_id', v_me.organization_id, 'user_id', v_me.id,
        'email', v_me.email) || app.credentials_document(v_me.organization_id, v_me.id);
end
$$;

-- The credentials of the user of the claims, locked, if the password is still the one that was shown. Null otherwise.
create or replace function app.lock_my_credentials(p_password_hash text) returns user_credentials
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_me users;
    v_credentials user_credentials;
begin
    select * into v_me from app.current_user_row();
    select * into v_credentials from user_credentials c
    where c.organization_id = v_me.organization_id and c.user_id = v_me.id and c.password_hash = p_password_hash
    for update;
    return v_credentials;
end
$$;

-- Tells the user by mail what happened to their account, and the audit trail.
create or replace function app.report_account_change(p_organization_id uuid, p_user_id uuid, p_action text,
    p_template mail_template) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_user users;
begin
    select * into v_user from users u where u.organization_id = p_organization_id and u.id = p_user_id;
    perform app.audit_event(p_organization_id, p_action, 'users', p_user_id, '{}');
    perform app.queue_mail(p_organization_id, v_user.email, p_template,
        jsonb_build_object('name', v_user.full_name), null);
end
$$;

-- A new password ends every sign-in; the one who changed it goes on in a new one.
-- {code: ok, user} | invalid_credentials.
create or replace function app.change_my_password(p_attempt_id bigint, p_password_hash text, p_new_hash text,
    p_sign_in_id uuid, p_refresh_token_id uuid, p_refresh_secret_hash text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_credentials constant user_credentials := app.lock_my_credentials(p_password_hash);
begin
    if v_credentials.user_id is null then
        return '{"code": "invalid_credentials"}';
    end if;
    update user_credentials c set password_hash = p_new_hash, password_changed_at = now()
    where c.organization_id = v_credentials.organization_id and c.user_id = v_credentials.user_id;
    perform app.end_sign_ins(v_credentials.organization_id, v_credentials.user_id, 'password_changed');
    perform app.add_sign_in(v_credentials.organization_id, v_credentials.user_id,
        v_credentials.totp_confirmed_at is not null, p_sign_in_id, p_refresh_token_id, p_refresh_secret_hash);
    perform app.settle_attempt(p_attempt_id);
    perform app.report_account_change(v_credentials.organization_id, v_credentials.user_id, 'password.changed',
        'password_changed');
    return jsonb_build_object('code', 'ok',
        'user', app.user_document(v_credentials.organization_id, v_credentials.user_id));
end
$$;

-- Keeps the secret of a second factor that the user still has to confirm; an earlier one that was not confirmed goes.
-- {code: ok} | invalid_credentials | second_factor_exists.
create or replace function app.start_my_second_factor(p_attempt_id bigint, p_password_hash text, p_totp_sealed text)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_credentials constant user_credentials := app.lock_my_credentials(p_password_hash);
begin
    if v_credentials.user_id is null then
        return '{"code": "invalid_credentials"}';
    end if;
    perform app.settle_attempt(p_attempt_id);
    if v_credentials.totp_confirmed_at is not null then
        return '{"code": "second_factor_exists"}';
    end if;
    update user_credentials c set totp_sealed = p_totp_sealed, totp_last_step = 0
    where c.organization_id = v_credentials.organization_id and c.user_id = v_credentials.user_id;
    return '{"code": "ok"}';
end
$$;

-- The first code of the new second factor was right: from now on it counts. The other sign-ins, which never showed it,
-- end. {code: ok} | invalid_credentials | second_factor_exists | second_factor_missing | second_factor_invalid.
create or replace function app.confirm_my_second_factor(p_attempt_id bigint, p_password_hash text, p_totp_sealed text,
    p_totp_step bigint, p_recovery_code_hashes text[]) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_credentials constant user_credentials := app.lock_my_credentials(p_password_hash);
begin
    if v_credentials.user_id is null then
        return '{"code": "invalid_credentials"}';
    end if;
    if v_credentials.totp_confirmed_at is not null then
        return '{"code": "second_factor_exists"}';
    end if;
    if v_credentials.totp_sealed is null then
        return '{"code": "second_factor_missing"}';
    end if;
    -- Another secret than the one that the code was for.
    if v_credentials.totp_sealed is distinct from p_totp_sealed then
        return '{"code": "second_factor_invalid"}';
    end if;
    update user_credentials c set totp_confirmed_at = now(), totp_last_step = p_totp_step,
        recovery_code_hashes = p_recovery_code_hashes
    where c.organization_id = v_credentials.organization_id and c.user_id = v_credentials.user_id;
    update sign_ins s set second_factor = true
    where s.organization_id = v_credentials.organization_id and s.id = app.claim_uuid('sign_in_id');
    perform app.end_sign_ins(v_credentials.organization_id, v_credentials.user_id, 'second_factor_changed',
        app.claim_uuid('sign_in_id'));
    perform app.settle_attempt(p_attempt_id);
    perform app.report_account_change(v_credentials.organization_id, v_credentials.user_id, 'second_factor.added',
        'second_factor_added');
    return '{"code": "ok"}';
end
$$;

-- Takes the second factor away, or with p_recovery_code_hashes gives it a new set of recovery codes; the password and a
-- code were shown. {code: ok} | invalid_credentials | second_factor_missing | second_factor_required |
-- second_factor_invalid.
create or replace function app.change_my_second_factor(p_attempt_id bigint, p_password_hash text, p_totp_step bigint,
    p_recovery_code_hash text, p_recovery_code_hashes text[]) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_credentials constant user_credentials := app.lock_my_credentials(p_password_hash);
    v_refusal text;
begin
    if v_credentials.user_id is null then
        return '{"code": "invalid_credentials"}';
    end if;
    if v_credentials.totp_confirmed_at is null then
        return '{"code": "second_factor_missing"}';
    end if;
    v_refusal := app.use_second_factor(v_credentials, p_totp_step, p_recovery_code_hash);
    if v_refusal is not null then
        return jsonb_build_object('code', v_refusal);
    end if;
    if p_recovery_code_hashes is null then
        update user_credentials c set totp_sealed = null, totp_confirmed_at = null, totp_last_step = 0,
            recovery_code_hashes = '{}'
        where c.organization_id = v_credentials.organization_id and c.user_id = v_credentials.user_id;
        perform app.end_sign_ins(v_credentials.organization_id, v_credentials.user_id, 'second_factor_changed',
            app.claim_uuid('sign_in_id'));
    else
        update user_credentials c set recovery_code_hashes = p_recovery_code_hashes
        where c.organization_id = v_credentials.organization_id and c.user_id = v_credentials.user_id;
    end if;
    perform app.settle_attempt(p_attempt_id);
    perform app.report_account_change(v_credentials.organization_id, v_credentials.user_id,
        case when p_recovery_code_hashes is null then 'second_factor.removed' else 'recovery_codes.renewed' end,
        case when p_recovery_code_hashes is null then 'second_factor_removed' else 'recovery_codes_renewed' end
            ::mail_template);
    return '{"code": "ok"}';
end
$$;

-- Somebody forgot their password: only notes what they typed (see password_reset_requests).
-- {code: ok} | too_many_attempts.
create or replace function app.request_password_reset(p_email text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_attempt constant jsonb := app.begin_attempt('password_reset', p_email);
begin
    if v_attempt ->> 'code' <> 'ok' then
        return v_attempt;
    end if;
    insert into password_reset_requests (email) values (p_email);
    return '{"code": "ok"}';
end
$$;

grant execute on function app.begin_password_check(),
    app.change_my_password(bigint, text, text, uuid, uuid, text),
    app.start_my_second_factor(bigint, text, text),
    app.confirm_my_second_factor(bigint, text, text, bigint, text[]),
    app.change_my_second_factor(bigint, text, bigint, text, text[]),
    app.request_password_reset(text)
    to authenticated;

-- Mails that wait to be sent.

-- Writes a mail with the change that it tells of.
create or replace function app.queue_mail(p_organization_id uuid, p_recipient text, p_template mail_template,
    p_parameters jsonb, p_link_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into mail_outbox (organization_id, recipient, template, parameters, link_id)
    values (p_organization_id, p_recipient, p_template, p_parameters, p_link_id);
end
$$;

-- The mail helper fills this in (contract in the team's notes): at most one mail for one event key.
create or replace function app.queue_booking_mail(p_organization_id uuid, p_booking_id uuid, p_template text,
    p_parameters jsonb, p_event_key text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return;
end
$$;
alter function app.queue_booking_mail(uuid, uuid, text, jsonb, text) owner to bookingtms_engine;
revoke execute on function app.queue_booking_mail(uuid, uuid, text, jsonb, text) from public;

-- Turns what people typed who forgot their password into links and mails, where there is such an account that may use
-- them. Returns how many requests were looked at.
create or replace function app.answer_password_reset_requests(p_limit integer) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_emails text[];
    v_count integer;
    v_user record;
begin
    with taken as (
        delete from password_reset_requests r
        where r.id in (select q.id from password_reset_requests q order by q.id limit p_limit for update skip locked)
        returning r.email
    )
    select array_agg(distinct t.email), count(*) into v_emails, v_count from taken t;
    for v_user in
        select u.organization_id, u.id
        from user_emails e
        join users u on u.organization_id = e.organization_id and u.id = e.user_id
        join organizations o on o.id = u.organization_id
        where e.email = any (v_emails) and u.is_active and u.joined_at is not null and o.status in ('pending', 'active')
        order by u.id
    loop
        perform from users u where u.organization_id = v_user.organization_id and u.id = v_user.id for no key update;
        perform app.send_link(v_user.organization_id, v_user.id, 'password_reset', gen_random_uuid());
        perform app.audit_event(v_user.organization_id, 'password_reset.requested', 'users', v_user.id, '{}');
    end loop;
    return v_count;
end
$$;

-- Takes mails that are due, for as long as the lease lasts: who takes them sends them, and nobody else does meanwhile.
-- Mails whose link has ended are not sent any more.
create or replace function app.take_mails(p_limit integer, p_lease interval) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_mails jsonb;
begin
    with due as (
        select m.organization_id, m.id
        from mail_outbox m
        where m.sent_at is null and m.failed_at is null and m.next_attempt_at <= now()
          and coalesce(m.lease_until <= now(), true)
        order by m.next_attempt_at
        limit p_limit
        for update skip locked
    ), judged as (
        select d.organization_id, d.id, l.purpose, l.expires_at,
               m.link_id is not null and (l.id is null or l.used_at is not null or l.expires_at <= now()) as is_dead
        from due d
        join mail_outbox m on m.organization_id = d.organization_id and m.id = d.id
        left join one_time_links l on l.organization_id = m.organization_id and l.id = m.link_id
    ), taken as (
        update mail_outbox m
        set attempts = m.attempts + case when j.is_dead then 0 else 1 end,
            lease_until = case when j.is_dead then null else now() + p_lease end,
            failed_at = case when j.is_dead then now() end,
            last_error = case when j.is_dead then 'its link has ended' end
        from judged j
        where m.organization_id = j.organization_id and m.id = j.id
        returning m.*, j.purpose, j.expires_at, j.is_dead
    )
    select jsonb_agg(jsonb_build_object('organization_id', t.organization_id, 'id', t.id, 'recipient', t.recipient,
               'template', t.template, 'parameters', t.parameters, 'link_id', t.link_id, 'purpose', t.purpose,
               'created_at', t.created_at) order by t.created_at)
    into v_mails from taken t where not t.is_dead;
    return jsonb_build_object('code', 'ok', 'mails', coalesce(v_mails, '[]'));
end
$$;

-- What became of a mail that was taken: sent, or tried again later, each time after a longer pause of up to an hour,
-- for three days. Returns sent | waiting | failed.
create or replace function app.settle_mail(p_organization_id uuid, p_id uuid, p_error text) returns text
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_mail mail_outbox;
begin
    update mail_outbox m
    set lease_until = null, last_error = p_error,
        sent_at = case when p_error is null then now() end,
        failed_at = case when p_error is not null and m.created_at < now() - interval '3 days' then now() end,
        next_attempt_at = now() + least(interval '1 hour', interval '5 seconds' * 2 ^ least(m.attempts, 12))
    where m.organization_id = p_organization_id and m.id = p_id and m.sent_at is null
    returning * into v_mail;
    return case when v_mail.failed_at is not null then 'failed' when p_error is null then 'sent' else 'waiting' end;
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.queue_mail(uuid, text, mail_template, jsonb, uuid)',
        'app.answer_password_reset_requests(integer)', 'app.take_mails(integer, interval)',
        'app.settle_mail(uuid, uuid, text)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;

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

-- What a mail says of a booking, as it is at this moment: a mail that leaves late tells of its own event.
create or replace function app.booking_mail_parameters(p_booking bookings) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_build_object(
            'language', p_booking.contact ->> 'language', 'first_name', p_booking.contact ->> 'first_name',
            'booking_number', p_booking.booking_number, 'activity_name', p_booking.price_snapshot ->> 'activity_name',
            'party_size', p_booking.party_size, 'start_time', app.iso(p_booking.start_time),
            'end_time', app.iso(p_booking.end_time), 'sequence', p_booking.change_count,
            'venue_name', v.name, 'venue_address', v.address, 'time_zone', v.time_zone,
            'lines', coalesce(p_booking.price_snapshot -> 'lines', '[]'),
            'total_minor', p_booking.total_minor + p_booking.adjustment_minor, 'currency', p_booking.currency,
            'paid_minor', p_booking.paid_minor - p_booking.refunded_minor)
        from venues v where v.organization_id = p_booking.organization_id and v.id = p_booking.venue_id);
end
$$;

-- Writes the mail of an event of a booking, with the change, once: an event key that was used changes nothing. Where
-- there is no booking (payment_returned, gift_card), p_parameters have the recipient.
create or replace function app.queue_booking_mail(p_organization_id uuid, p_booking_id uuid, p_template mail_template,
    p_parameters jsonb, p_event_key text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into mail_outbox (organization_id, booking_id, recipient, template, parameters, event_key)
    select b.organization_id, b.id, b.contact ->> 'email', p_template, app.booking_mail_parameters(b) || p_parameters,
           p_event_key
    from bookings b where b.organization_id = p_organization_id and b.id = p_booking_id
    union all
    select p_organization_id, null, p_parameters ->> 'recipient', p_template, p_parameters - 'recipient', p_event_key
    where p_booking_id is null
    on conflict (organization_id, event_key) where event_key is not null do nothing;
end
$$;

-- Reminds of the bookings of every organization whose time has come, up to p_limit. A customer who has had a
-- confirmation or a change since then needs none, and a booking that was moved after its reminder gets another one.
-- Returns how many were written.
create or replace function app.queue_reminders(p_limit integer) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_count integer;
begin
    insert into mail_outbox (organization_id, booking_id, recipient, template, parameters, event_key)
    select d.organization_id, d.id, d.contact ->> 'email', 'booking_reminder', app.booking_mail_parameters(d.booking),
           format('booking.reminder:%s:%s', d.id, d.change_count)
    from (
        select b.*, b as booking
        from organizations o
        join bookings b on b.organization_id = o.id and b.status = 'confirmed'
            -- By the index; the days of a venue are no further off than one from those of the server.
            and b.booking_date between current_date - 1 and current_date + o.reminder_hours_before / 24 + 2
        where o.status = 'active' and b.start_time > now()
          and b.start_time <= now() + make_interval(hours => o.reminder_hours_before)
          and not exists (
              select from mail_outbox m
              where m.organization_id = b.organization_id and m.booking_id = b.id
                and m.template in ('booking_confirmed', 'booking_changed', 'booking_reminder')
                and m.created_at > b.start_time - make_interval(hours => o.reminder_hours_before))
        limit p_limit) d
    on conflict (organization_id, event_key) where event_key is not null do nothing;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

-- Takes a person out of mails: those that wait are not sent. Part of the erasure of a customer.
create or replace function app.forget_mails_to(p_organization_id uuid, p_emails text[], p_email text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update mail_outbox m
    set recipient = p_email, parameters = '{}',
        failed_at = case when m.sent_at is null then coalesce(m.failed_at, now()) end,
        last_error = case when m.sent_at is null then 'its recipient was erased' end
    where m.organization_id = p_organization_id and m.recipient = any (p_emails);
end
$$;

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
    with due as materialized (
        select q.id from password_reset_requests q order by q.id limit p_limit for update skip locked
    ), taken as (
        delete from password_reset_requests r using due where r.id = due.id
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
        select d.organization_id, d.id, l.purpose,
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
        returning m.*, j.purpose, j.is_dead, m.parameters ->> 'language' as language
    )
    select jsonb_agg(jsonb_build_object('organization_id', t.organization_id, 'id', t.id, 'recipient', t.recipient,
               'template', t.template, 'parameters', t.parameters, 'link_id', t.link_id, 'purpose', t.purpose,
               'booking_id', t.booking_id, 'created_at', t.created_at,
               'sender', jsonb_build_object('organization_name', o.name, 'language', coalesce(t.language, o.language),
                   'sender_name', coalesce(o.mail_sender_name, o.name),
                   'reply_to', coalesce(o.mail_reply_to, o.contact_email), 'footer', o.mail_footer,
                   'primary_color', o.primary_color)) order by t.created_at)
    into v_mails
    from taken t
    join organizations o on o.id = t.organization_id
    where not t.is_dead;
    return jsonb_build_object('code', 'ok', 'mails', coalesce(v_mails, '[]'));
end
$$;

-- What became of a mail that was taken: sent, given up at once where its fault is permanent, or tried again later, each
-- time after a longer pause of up to an hour and a quarter less or more, for three days. Returns sent | waiting |
-- failed.
drop function if exists app.settle_mail(uuid, uuid, text);
create or replace function app.settle_mail(p_organization_id uuid, p_id uuid, p_error text, p_is_permanent boolean)
    returns text
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_mail mail_outbox;
begin
    update mail_outbox m
    set lease_until = null, last_error = p_error,
        sent_at = case when p_error is null then now() end,
        failed_at = case when p_error is not null and (p_is_permanent
                              or coalesce(m.retried_at, m.created_at) < now() - interval '3 days') then now() end,
        next_attempt_at = now() + least(interval '1 hour', interval '5 seconds' * 2 ^ least(m.attempts, 12))
                                  * (0.75 + random() / 2)
    where m.organization_id = p_organization_id and m.id = p_id and m.sent_at is null
    returning * into v_mail;
    return case when v_mail.failed_at is not null then 'failed' when p_error is null then 'sent' else 'waiting' end;
end
$$;

-- A mail as staff see it (openapi.yaml, Mail).
create or replace function app.mail_document(p_mail mail_outbox) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object(
        'id', p_mail.id, 'template', p_mail.template, 'recipient', p_mail.recipient, 'booking_id', p_mail.booking_id,
        'status', case when p_mail.sent_at is not null then 'sent' when p_mail.failed_at is not null then 'failed'
                       else 'waiting' end,
        'attempts', p_mail.attempts, 'last_error', p_mail.last_error, 'created_at', app.iso(p_mail.created_at),
        'next_attempt_at', case when p_mail.sent_at is null and p_mail.failed_at is null
                                then app.iso(p_mail.next_attempt_at) end,
        'sent_at', app.iso(p_mail.sent_at), 'failed_at', app.iso(p_mail.failed_at)));
end
$$;

-- Mails of the organization, newest first, of one status where one is named. p_starting_after: the last one of the page
-- before. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_mails(p_status text, p_limit integer, p_starting_after uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('organization:read');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return (
        with page as (
            select m as mail, row_number() over (order by m.created_at desc, m.id desc) as place
            from mail_outbox m
            where m.organization_id = v_organization_id
              and (p_starting_after is null or (m.created_at, m.id) < (
                      select l.created_at, l.id from mail_outbox l
                      where l.organization_id = v_organization_id and l.id = p_starting_after))
              and (p_status is null or p_status = case when m.sent_at is not null then 'sent'
                                                       when m.failed_at is not null then 'failed' else 'waiting' end)
            order by m.created_at desc, m.id desc
            limit p_limit + 1
        )
        select jsonb_build_object('code', 'ok', 'has_more', count(*) > p_limit,
            'data', coalesce(jsonb_agg(app.mail_document(p.mail) order by p.place)
                                 filter (where p.place <= p_limit), '[]'))
        from page p);
end
$$;

-- Sends a mail that was given up: at once, and for three more days. {code: ok, result} | permission_denied |
-- mail_not_found | invalid_transition, where it waits or was sent, or its recipient was erased.
create or replace function app.retry_mail(p_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('organization:write');
    v_mail mail_outbox;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    update mail_outbox m
    set failed_at = null, last_error = null, attempts = 0, next_attempt_at = now(), retried_at = now()
    where m.organization_id = v_organization_id and m.id = p_id and m.failed_at is not null
      and m.recipient not like '%@erased.invalid'
    returning * into v_mail;
    if found then
        return jsonb_build_object('code', 'ok', 'result', app.mail_document(v_mail));
    end if;
    return jsonb_build_object('code', case
        when exists (select from mail_outbox m where m.organization_id = v_organization_id and m.id = p_id)
        then 'invalid_transition' else 'mail_not_found' end);
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.queue_mail(uuid, text, mail_template, jsonb, uuid)',
        'app.booking_mail_parameters(bookings)', 'app.queue_booking_mail(uuid, uuid, mail_template, jsonb, text)',
        'app.queue_reminders(integer)', 'app.forget_mails_to(uuid, text[], text)',
        'app.answer_password_reset_requests(integer)', 'app.take_mails(integer, interval)',
        'app.settle_mail(uuid, uuid, text, boolean)', 'app.mail_document(mail_outbox)',
        'app.list_mails(text, integer, uuid)', 'app.retry_mail(uuid)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.list_mails(text, integer, uuid), app.retry_mail(uuid) to authenticated;

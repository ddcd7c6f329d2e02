-- Mails of bookings: what tells customers of them, in their language and the organization's looks.

alter type mail_template add value if not exists 'booking_confirmed';
alter type mail_template add value if not exists 'booking_changed';
alter type mail_template add value if not exists 'booking_cancelled';
alter type mail_template add value if not exists 'booking_refunded';
alter type mail_template add value if not exists 'booking_reminder';
alter type mail_template add value if not exists 'payment_returned';
alter type mail_template add value if not exists 'gift_card';

alter table organizations
    -- Of its mails; a customer's own goes before it.
    add column language              text not null default 'en' check (language in ('en', 'es', 'fr', 'de', 'ar')),
    -- Who mails come from and who gets the answers; null: its name, its contact address.
    add column mail_sender_name      text check (length(mail_sender_name) between 1 and 100),
    add column mail_reply_to         email_address,
    add column mail_footer           text not null default '' check (length(mail_footer) <= 500),
    -- 0: none.
    add column reminder_hours_before integer not null default 24 check (reminder_hours_before between 0 and 720);

alter table mail_outbox
    add column booking_id uuid,
    -- The event that the mail tells of: at most one mail for each.
    add column event_key  text check (length(event_key) between 1 and 200),
    -- By staff, after it was given up.
    add column retried_at timestamptz,
    add constraint mail_outbox_booking foreign key (organization_id, booking_id)
        references bookings (organization_id, id) on delete cascade;
create unique index mail_outbox_event on mail_outbox (organization_id, event_key) where event_key is not null;
create index mail_outbox_booking on mail_outbox (organization_id, booking_id);
create index mail_outbox_page on mail_outbox (organization_id, created_at desc, id desc);
create index mail_outbox_recipient on mail_outbox (organization_id, recipient);

-- Customers stand in mails now, and may have their data erased: the trail says that there was a mail, not what it said.
drop trigger audit_insert on mail_outbox;
drop trigger audit_update on mail_outbox;
drop trigger audit_delete on mail_outbox;
do $$
begin
    perform app.keep_audit_of('mail_outbox', p_redacted => '{recipient, parameters, last_error}',
        p_bookkeeping => '{attempts, next_attempt_at, lease_until}');
end
$$;

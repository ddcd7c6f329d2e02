-- Mails that wait to be sent, and what throttles sign-ins.

create type mail_template as enum (
    'invitation', 'password_reset', 'password_changed', 'second_factor_added', 'second_factor_removed',
    'recovery_codes_renewed', 'refresh_token_reused');

-- Written in the transaction of the change that a mail tells of; sent by a job (src/jobs/send_mail.cpp).
create table mail_outbox (
    organization_id uuid not null references organizations (id),
    id              uuid not null default gen_random_uuid(),
    recipient       email_address not null,
    template        mail_template not null,
    -- What the text names. No secrets: the link of a mail is made from link_id when it is sent.
    parameters      jsonb not null,
    link_id         uuid,
    attempts        integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    -- Until then whoever took it is sending it.
    lease_until     timestamptz,
    sent_at         timestamptz,
    failed_at       timestamptz,
    last_error      text,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    constraint sent_or_failed check (sent_at is null or failed_at is null)
);
create index mail_outbox_due on mail_outbox (next_attempt_at) where sent_at is null and failed_at is null;
create index mail_outbox_age on mail_outbox (created_at);

-- Who forgot their password, as they typed it. The request only notes the address, so that it takes the same time
-- whether there is such an account; the mail job finds out.
create table password_reset_requests (
    id         bigint generated always as identity primary key,
    email      email_address not null,
    created_at timestamptz not null default now()
);

create type attempt_kind as enum ('sign_in', 'password_reset');
alter table sign_in_attempts
    add column kind attempt_kind not null default 'sign_in',
    -- The account was signed in to from this address within the last 30 days.
    add column from_known_address boolean not null default false;

do $$
declare
    v_table text;
begin
    foreach v_table in array array['mail_outbox', 'password_reset_requests'] loop
        execute format('alter table %I enable row level security', v_table);
        execute format('alter table %I force row level security', v_table);
        execute format('create policy engine_all on %I to bookingtms_engine using (true) with check (true)', v_table);
        execute format('grant select, insert, update, delete on %I to bookingtms_engine', v_table);
    end loop;
end
$$;
grant usage on all sequences in schema public to bookingtms_engine;
-- Attempts to send are no news; that a mail was sent, or given up, is.
do $$
begin
    perform app.keep_audit_of('mail_outbox', p_bookkeeping => '{attempts, next_attempt_at, lease_until, last_error}');
end
$$;

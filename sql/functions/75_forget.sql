-- What nobody needs any more goes, some rows at a time: a sale leaves millions that grow old together, and one
-- statement for all of them would take longer than any may. Each returns how many rows went; as many as p_limit means
-- that there are more.

-- The oldest rows of a table that a column dates before this, and that a constant condition is true of.
create or replace function app.forget_oldest(
    p_table regclass, p_column text, p_before timestamptz, p_limit integer, p_condition text default 'true'
) returns integer
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_count integer;
begin
    execute format('delete from %1$s where ctid = any (array(
            select ctid from %1$s where %2$I < $1 and %3$s order by %2$I limit $2 for update skip locked))',
        p_table, p_column, p_condition)
    using p_before, p_limit;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

-- A reply is kept for a day.
drop function if exists app.forget_idempotency_keys(interval);
create or replace function app.forget_idempotency_keys(p_age interval, p_limit integer default 5000) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.forget_oldest('idempotency_keys', 'created_at', now() - p_age, p_limit);
end
$$;

-- Events that everybody has had the time to read.
drop function if exists app.forget_outbox(interval);
create or replace function app.forget_outbox(p_age interval, p_limit integer default 5000) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.forget_oldest('outbox', 'created_at', now() - p_age, p_limit);
end
$$;

-- Attempts to guess a code that count no more.
drop function if exists app.forget_code_attempts(interval);
create or replace function app.forget_code_attempts(p_age interval, p_limit integer default 5000) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.forget_oldest('code_attempts', 'attempted_at', now() - p_age, p_limit);
end
$$;

-- Events of payment providers, after the time in which they would still be sent again.
drop function if exists app.forget_payment_events(interval);
create or replace function app.forget_payment_events(p_age interval, p_limit integer default 5000) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.forget_oldest('payment_events', 'received_at', now() - p_age, p_limit);
end
$$;

-- Attempts to sign in, sign-ins that have expired, links and mails. Returns how many went of that of which most went.
drop function if exists app.forget_sign_ins();
create or replace function app.forget_sign_ins(p_limit integer default 5000) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return greatest(
        app.forget_oldest('sign_in_attempts', 'attempted_at', now() - interval '1 day', p_limit, 'not succeeded'),
        app.forget_oldest('sign_in_attempts', 'attempted_at', now() - interval '30 days', p_limit),
        app.forget_oldest('one_time_links', 'expires_at', now() - interval '7 days', p_limit),
        app.forget_oldest('mail_outbox', 'created_at', now() - interval '30 days', p_limit),
        app.forget_oldest('sign_ins', 'expires_at', now(), p_limit));
end
$$;

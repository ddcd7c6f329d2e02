-- Mails: taken by one, tried again, given up, and not sent when their link has ended.
begin;
select no_plan();

select test.tenant('north');
select test.user('north', 'ann');
update users set joined_at = now() where id = test.id('ann');

create function pg_temp.taken() returns text[] language sql as $$
    select coalesce(array_agg(m ->> 'template' order by m ->> 'template'), '{}')
    from jsonb_array_elements(app.take_mails(10, '1 minute') -> 'mails') m
$$;
create function pg_temp.mail_id() returns uuid language sql as $$ select id from mail_outbox order by created_at limit 1 $$;

-- Forgotten passwords become links, once per account, where there is one that may use them.
select test.user('north', 'off'), test.user('north', 'invited');
update users set joined_at = now(), is_active = false where id = test.id('off');
insert into password_reset_requests (email)
values ('ann@example.com'), ('ann@example.com'), ('off@example.com'), ('invited@example.com'), ('nobody@example.com');
select is(app.answer_password_reset_requests(100), 5, 'Every request is looked at');
select is(app.answer_password_reset_requests(100), 0, 'once');
select results_eq('select recipient::text, template::text from mail_outbox', $$ values ('ann@example.com', 'password_reset') $$,
    'One mail, to the one who has such an account');
select ok(l.expires_at = now() + interval '1 hour' and l.purpose = 'password_reset', 'with a link for an hour')
from mail_outbox m join one_time_links l on l.id = m.link_id;

-- Taking and settling.
select is(pg_temp.taken(), '{password_reset}', 'A mail is taken');
select is(pg_temp.taken(), '{}', 'by one only, while the lease lasts');
update mail_outbox set lease_until = now() - interval '1 second';
select is(pg_temp.taken(), '{password_reset}', 'and again, when whoever took it is gone');
select is(app.settle_mail(test.id('north'), pg_temp.mail_id(), 'the disk is full', false), 'waiting', 'It could not be delivered');
select is(pg_temp.taken(), '{}', 'and waits');
select ok(next_attempt_at > now() and next_attempt_at <= now() + interval '1 hour' and attempts = 2
          and last_error = 'the disk is full', 'longer each time') from mail_outbox;
update mail_outbox set next_attempt_at = now();
select is(pg_temp.taken(), '{password_reset}', 'until its time comes');
select is(app.settle_mail(test.id('north'), pg_temp.mail_id(), null, false), 'sent', 'Sent');
update mail_outbox set next_attempt_at = now() - interval '1 day';
select is(pg_temp.taken(), '{}', 'is sent');
update mail_outbox set sent_at = null, created_at = now() - interval '4 days';
select is(app.settle_mail(test.id('north'), pg_temp.mail_id(), 'the disk is full', false), 'failed', 'After three days it is given up');
select is(pg_temp.taken(), '{}', 'and not tried again');

-- Links that ended before their mail left.
delete from mail_outbox;
select app.send_link(test.id('north'), test.id('ann'), 'password_reset', test.id('first'));
select app.send_link(test.id('north'), test.id('ann'), 'password_reset', test.id('second'));
select is(app.take_mails(10, '1 minute') #>> '{mails,0,link_id}', test.id('second')::text, 'Of two links the newer is mailed');
select is(last_error, 'its link has ended', 'the older is not') from mail_outbox where link_id = test.id('first');

select * from finish();
rollback;

-- name: answer_password_reset_requests :one
select app.answer_password_reset_requests($1::integer);

-- name: take_mails :one
select app.take_mails($1::integer, make_interval(secs => $2::integer));

-- name: settle_mail :one
select app.settle_mail($1::uuid, $2::uuid, $3, $4::boolean);

-- name: queue_reminders :one
select app.queue_reminders($1::integer);

-- name: give_gift_card_code :one
select app.give_gift_card_code($1::uuid, $2::uuid, $3);

-- name: list_mails :one
select app.list_mails($1, $2::integer, $3::uuid);

-- name: retry_mail :one
select app.retry_mail($1::uuid);

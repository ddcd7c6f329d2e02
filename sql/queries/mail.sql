-- name: answer_password_reset_requests :one
select app.answer_password_reset_requests($1::integer);

-- name: take_mails :one
select app.take_mails($1::integer, make_interval(secs => $2::integer));

-- name: settle_mail :one
select app.settle_mail($1::uuid, $2::uuid, $3);

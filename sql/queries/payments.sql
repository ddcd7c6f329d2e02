-- name: read_payment_task :one
select app.read_payment_task($1::uuid, $2::uuid);

-- name: attach_payment_session :one
select app.attach_payment_session($1::uuid, $2::uuid, $3, $4);

-- name: apply_payment_event :one
select app.apply_payment_event($1::jsonb);

-- name: take_open_payments :one
select app.take_open_payments($1::integer, make_interval(secs => $2::integer));

-- name: take_due_refunds :one
select app.take_due_refunds($1::integer, make_interval(secs => $2::integer));

-- name: settle_refund :one
select app.settle_refund($1::uuid, $2::uuid, $3::jsonb);

-- name: read_booking_money :one
select app.read_booking_money($1::uuid);

-- name: refund_booking :one
select app.refund_booking($1::uuid, $2, $3, $4::bigint, $5::refund_target, $6);

-- name: take_venue_payment :one
select app.take_venue_payment($1::uuid, $2, $3, $4::bigint);

-- name: read_payment_settings :one
select app.read_payment_settings();

-- name: update_payment_settings :one
select app.update_payment_settings($1::integer, $2::boolean);

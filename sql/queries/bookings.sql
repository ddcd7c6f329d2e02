-- name: list_bookings :one
select app.list_bookings($1::booking_status[], $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::date, $7::date, $8, $9,
    $10::uuid, $11::integer);

-- name: read_booking :one
select app.read_booking($1::uuid);

-- name: book_by_hand :one
select app.book_by_hand($1::jsonb, $2, $3, $4::jsonb);

-- name: edit_booking :one
select app.edit_booking($1::uuid, $2::integer, $3);

-- name: cancel_booking :one
select app.cancel_booking($1::uuid, $2, $3, $4, $5);

-- name: reschedule_booking :one
select app.reschedule_booking($1::uuid, $2, $3, $4::uuid, $5::integer, $6::uuid, $7::boolean);

-- name: attend_booking :one
select app.attend_booking($1::uuid, $2, $3, $4);

-- name: scan_ticket :one
select app.scan_ticket($1::uuid, $2, $3, $4, $5, $6::boolean);

-- name: list_bookings :one
select app.list_bookings($1::booking_status[], $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::date, $7::date, $8, $9,
    $10::uuid, $11::integer);

-- name: read_booking :one
select app.read_booking($1::uuid);

-- name: book_by_hand :one
select app.book_by_hand($1, $2, $3::uuid, $4::integer, $5::integer, $6::uuid, $7::uuid, $8::uuid, $9, $10, $11, $12,
    $13, $14);

-- name: edit_booking :one
select app.edit_booking($1::uuid, $2::integer, $3);

-- name: cancel_booking :one
select app.cancel_booking($1::uuid, $2, $3, $4);

-- name: reschedule_booking :one
select app.reschedule_booking($1::uuid, $2, $3, $4::uuid, $5::integer, $6::uuid);

-- name: attend_booking :one
select app.attend_booking($1::uuid, $2, $3, $4);

-- name: create_reservations :many
-- A batch of holds in arrival order, one verdict each.
select ordinal, code, replayed, reservation_id, spots, party_size, expires_at, capacity_remaining, version,
       party_min, party_max, activity_id
from app.create_reservations($1::text[], $2::uuid[], $3::uuid[], $4::integer[], $5::integer[], $6::text[],
    $7::text[], $8::text[], $9::text[], make_interval(secs => $10::integer), $11::integer, $12::integer);

-- name: read_reservation :one
select app.read_reservation($1::uuid);

-- name: release_reservation :one
select app.release_reservation($1::uuid);

-- name: extend_reservation :one
select app.extend_reservation($1::uuid, $2, $3, make_interval(secs => $4::integer), $5::integer);

-- name: cleanup_expired_reservations :one
select holds, spots from public.cleanup_expired_reservations($1::integer);

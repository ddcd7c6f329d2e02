-- name: begin_sign_in :one
select app.begin_sign_in($1);

-- name: withdraw_attempt :one
select app.withdraw_attempt($1::bigint);

-- name: refuse_sign_in :one
select app.refuse_sign_in($1::uuid, $2::uuid, $3, $4);

-- name: finish_sign_in :one
select app.finish_sign_in($1::bigint, $2::uuid, $3::uuid, $4, $5, $6::bigint, $7, $8::uuid, $9::uuid, $10);

-- name: refresh_sign_in :one
select app.refresh_sign_in($1::uuid, $2::uuid, $3, $4::uuid, $5);

-- name: list_my_sign_ins :one
select app.list_my_sign_ins();

-- name: end_my_sign_in :one
-- Without an id the one of the claims.
select app.end_my_sign_in($1::uuid);

-- name: end_my_sign_ins :one
select app.end_my_sign_ins();

-- name: begin_password_check :one
select app.begin_password_check();

-- name: change_my_password :one
select app.change_my_password($1::bigint, $2, $3, $4::uuid, $5::uuid, $6);

-- name: start_my_second_factor :one
select app.start_my_second_factor($1::bigint, $2, $3);

-- name: confirm_my_second_factor :one
select app.confirm_my_second_factor($1::bigint, $2, $3, $4::bigint, $5::text[]);

-- name: change_my_second_factor :one
-- New recovery codes, or without any the end of the second factor.
select app.change_my_second_factor($1::bigint, $2, $3::bigint, $4, $5::text[]);

-- name: request_password_reset :one
select app.request_password_reset($1);

-- name: forget_sign_ins :one
-- $1 how many rows of each at most
select app.forget_sign_ins($1::integer);

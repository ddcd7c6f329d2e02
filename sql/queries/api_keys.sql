-- name: list_api_keys :one
select app.list_api_keys($1::integer, $2::uuid);

-- name: read_api_key :one
select app.read_api_key($1::uuid);

-- name: create_api_key :one
-- A network may be written with any address in it; cidr wants its first.
select app.create_api_key($1::uuid, $2, $3::api_key_environment, $4, $5, $6::text[], $7::integer, $8::timestamptz,
    array(select network(n::inet) from unnest($9::text[]) n), $10, $11);

-- name: update_api_key :one
select app.update_api_key($1::uuid, $2::integer, $3, $4::integer,
    case when $5::text[] is not null then array(select network(n::inet) from unnest($5::text[]) n) end);

-- name: rotate_api_key :one
select app.rotate_api_key($1::uuid, $2::uuid, $3, $4, make_interval(secs => $5::integer), $6, $7);

-- name: revoke_api_key :one
select app.revoke_api_key($1::uuid, $2, $3);

-- name: operator_create_api_key :one
select app.operator_create_api_key($1, $2::uuid, $3, $4::api_key_environment, $5, $6, $7::text[]);

-- name: operator_list_api_keys :one
select app.operator_list_api_keys($1);

-- name: operator_revoke_api_key :one
select app.operator_revoke_api_key($1::uuid);

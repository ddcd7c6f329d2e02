-- name: read_me :one
select app.read_me();

-- name: update_me :one
select app.update_me($1::integer, $2, $3);

-- name: list_users :one
select app.list_users($1::integer, $2::uuid);

-- name: read_user :one
select app.read_user($1::uuid);

-- name: create_user :one
select app.create_user($1, $2, $3::uuid, $4, $5, $6::user_role, $7::uuid);

-- name: invite_again :one
select app.invite_again($1::uuid, $2::uuid);

-- name: update_user :one
select app.update_user($1::uuid, $2::integer, $3::user_role, $4::boolean, $5, $6);

-- name: delete_user :one
select app.delete_user($1::uuid);

-- name: read_link :one
select app.read_link($1::uuid, $2::uuid, $3::link_purpose);

-- name: accept_invitation :one
select app.accept_invitation($1::uuid, $2::uuid, $3, $4);

-- name: reset_password :one
select app.reset_password($1::uuid, $2::uuid, $3);

-- name: create_platform_admin :one
select app.create_platform_admin($1::uuid, $2, $3, $4::uuid);

-- name: list_embeds :one
select app.list_embeds($1::integer, $2::uuid);

-- name: read_embed :one
select app.read_embed($1::uuid);

-- name: create_embed :one
select app.create_embed($1::uuid, $2, $3, $4, $5, $6::text[]);

-- name: update_embed :one
select app.update_embed($1::uuid, $2::integer, $3, $4::boolean, $5::text[]);

-- name: list_gift_cards :one
select app.list_gift_cards($1::integer, $2::uuid);

-- name: read_gift_card :one
select app.read_gift_card($1::uuid);

-- name: issue_gift_card :one
select app.issue_gift_card($1::uuid, $2, $3::jsonb, $4, $5);

-- name: void_gift_card :one
select app.void_gift_card($1::uuid, $2, $3);

-- name: order_gift_card :one
select app.order_gift_card($1::jsonb, $2, $3, $4::uuid, $5::uuid, make_interval(secs => $6::integer));

-- name: read_gift_card_order :one
select app.read_gift_card_order($1::uuid);

-- name: list_webhook_endpoints :one
select app.list_webhook_endpoints($1::integer, $2::uuid);

-- name: read_webhook_endpoint :one
select app.read_webhook_endpoint($1::uuid);

-- name: create_webhook_endpoint :one
select app.create_webhook_endpoint($1::uuid, $2, $3, $4::text[], $5, $6::integer, $7, $8);

-- name: update_webhook_endpoint :one
select app.update_webhook_endpoint($1::uuid, $2::integer, $3, $4, $5::text[], $6::boolean);

-- name: delete_webhook_endpoint :one
select app.delete_webhook_endpoint($1::uuid);

-- name: rotate_webhook_secret :one
select app.rotate_webhook_secret($1::uuid, $2, make_interval(secs => $3::integer), $4, $5);

-- name: test_webhook_endpoint :one
select app.test_webhook_endpoint($1::uuid, $2, $3);

-- name: list_webhook_deliveries :one
select app.list_webhook_deliveries($1::uuid, $2::webhook_delivery_status, $3, $4::integer, $5::uuid);

-- name: read_webhook_delivery :one
select app.read_webhook_delivery($1::uuid);

-- name: replay_webhook_delivery :one
select app.replay_webhook_delivery($1::uuid, $2, $3);

-- name: plan_webhook_deliveries :one
select app.plan_webhook_deliveries($1::integer);

-- name: take_webhook_delivery :one
select app.take_webhook_delivery($1::integer, make_interval(secs => $2::integer));

-- name: settle_webhook_delivery :one
select app.settle_webhook_delivery($1::uuid, $2::uuid, $3::integer, $4::integer, $5, $6::integer, $7);

-- name: forget_webhooks :one
select app.forget_webhooks(make_interval(days => $1::integer), $2::integer);

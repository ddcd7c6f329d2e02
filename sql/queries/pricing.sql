-- name: quote_booking :one
-- What a booking would cost, for a visitor.
select app.quote_booking($1::jsonb);

-- name: list_ticket_types :one
select app.list_ticket_types($1::uuid, $2::integer, $3::uuid);

-- name: read_ticket_type :one
select app.read_ticket_type($1::uuid);

-- name: create_ticket_type :one
select app.create_ticket_type($1::uuid, $2::uuid, $3::jsonb, $4, $5);

-- name: update_ticket_type :one
select app.update_ticket_type($1::uuid, $2::integer, $3::jsonb);

-- name: list_price_rules :one
select app.list_price_rules($1::uuid, $2::integer, $3::uuid);

-- name: read_price_rule :one
select app.read_price_rule($1::uuid);

-- name: create_price_rule :one
select app.create_price_rule($1::uuid, $2::uuid, $3::jsonb, $4, $5);

-- name: update_price_rule :one
select app.update_price_rule($1::uuid, $2::integer, $3::jsonb);

-- name: list_tax_rates :one
select app.list_tax_rates($1::uuid, $2::integer, $3::uuid);

-- name: read_tax_rate :one
select app.read_tax_rate($1::uuid);

-- name: create_tax_rate :one
select app.create_tax_rate($1::uuid, $2::uuid, $3::jsonb, $4, $5);

-- name: update_tax_rate :one
select app.update_tax_rate($1::uuid, $2::integer, $3::jsonb);

-- name: list_promo_codes :one
select app.list_promo_codes($1::uuid, $2::integer, $3::uuid);

-- name: read_promo_code :one
select app.read_promo_code($1::uuid);

-- name: create_promo_code :one
select app.create_promo_code($1::uuid, $2::uuid[], $3::jsonb, $4, $5);

-- name: update_promo_code :one
select app.update_promo_code($1::uuid, $2::integer, $3::jsonb, $4::uuid[]);

-- name: read_pricing :one
select app.read_pricing();

-- name: update_pricing :one
select app.update_pricing($1::integer, $2::jsonb);

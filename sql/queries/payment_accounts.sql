-- name: read_payment_account :one
select app.read_payment_account();

-- name: begin_onboarding :one
select app.begin_onboarding();

-- name: attach_payment_account :one
select app.attach_payment_account($1::jsonb);

-- name: update_payment_account :one
-- From the provider itself, for whichever organization it is.
select app.update_payment_account($1::jsonb);

-- name: set_claims :one
-- Puts the running transaction under a role with the claims of its request; both end with it.
select set_config('role', $1, true), set_config('request.claims', $2, true);

-- name: set_visitor_claims :one
-- The same for a visitor, whose tenant is looked up here, once for all that the transaction asks (07_visitors.sql).
select set_config('role', $1, true), set_config('request.claims', $2, true),
       set_config('request.visitor_organization_id', coalesce(app.embed_organization_id($3)::text, ''), true);

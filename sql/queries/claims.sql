-- name: set_claims :one
-- Puts the running transaction under a role with the claims of its request; both end with it.
select set_config('role', $1, true), set_config('request.claims', $2, true);

-- name: check_out :one
select app.check_out($1::jsonb, $2, $3, $4::jsonb, make_interval(secs => $5::integer),
    make_interval(secs => $6::integer));

-- name: read_checkout :one
select app.read_checkout($1::uuid);

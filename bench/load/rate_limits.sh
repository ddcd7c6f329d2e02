# What rate limits cost: durable holds per second over HTTP on one session with the limits on and off, in turn on the
# same data. Every hold comes from another address, so each takes a place in the table of the limits.
start_server
owner_sql -c 'alter table activity_sessions drop constraint capacity_total_positive'
sql -v organizations=1 -v sessions_each=1 -v capacity=100000000 -f bench/sql/tenants.sql

runs=$(mktemp -d)
flags=("${server_flags[@]}")
for round in $(seq "$BENCH_ROUNDS"); do
  for limits in off on; do
    halt_server
    server_flags=("${flags[@]}" --rate-limits "$limits")
    launch_server
    BENCH_SECONDS=2 holds_over_http 64 1 1 >/dev/null  # warm
    holds_over_http 64 1 1 >>"$runs/$limits"
  done
done
server_flags=("${flags[@]}")

wrk_figures 'rate limits off' "$runs/off"
off=$rate
wrk_figures 'rate limits on' "$runs/on"
figure '  to off' "$(ratio "$rate" "$off")" x
rm -rf "$runs"

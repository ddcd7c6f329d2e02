# What refreshing the dashboard costs those who sell: one hold per transaction by pgbench, alone, with a refresh every
# five seconds (sixty times as often as it is), and with one after the other. Beside it a view over the bookings
# themselves.
start_server
load_scale 10000 10000 9 "${BENCH_SCALE_BOOKINGS_EACH:-10}"
sql -v organizations=100 -v sessions_each=100 -v capacity=1000 -f bench/sql/tenants.sql

seconds_of() {
  local before
  before=$(date +%s%N)
  sql -c "$1" >/dev/null
  awk -v t=$(($(date +%s%N) - before)) 'BEGIN { printf "%.2f", t / 1e9 }'
}

writes_per_second() {
  PGOPTIONS='-c role=bookingtms_engine' pgbench --no-vacuum --client 4 --jobs 1 --protocol prepared \
    --time "$BENCH_SECONDS" --define sessions=10000 --file bench/sql/one_hold.sql "$database_url" |
    sed -n 's/^tps = \([0-9]*\).*/\1/p'
}

# refreshing PAUSE COMMAND...: runs the command while the view is refreshed again and again.
refreshing() {
  local pause=$1 loop
  shift
  (while sql -c 'select public.refresh_dashboard_stats()' >/dev/null 2>&1; do sleep "$pause"; done) &
  loop=$!
  "$@"
  kill "$loop" 2>/dev/null || true
  wait "$loop" 2>/dev/null || true
}

writes_per_second >/dev/null  # warm
runs=$(mktemp -d)
for round in $(seq "$BENCH_ROUNDS"); do
  writes_per_second >>"$runs/alone"
  refreshing 5 writes_per_second >>"$runs/sometimes"
  refreshing 0 writes_per_second >>"$runs/always"
  sql -c "delete from slot_reservations where status = 'held'" \
    -c 'update activity_sessions set capacity_remaining = capacity_total
        where capacity_total = 1000 and capacity_remaining < capacity_total'
done
alone=$(median <"$runs/alone")
figure 'one refresh of 10,000 organizations' "$(seconds_of 'select public.refresh_dashboard_stats()')" s
figure 'holds alone' "$alone" holds/s
figure 'holds, a refresh every 5 s' "$(median <"$runs/sometimes")" holds/s
figure '  to alone (target: at least 0.9)' "$(ratio "$(median <"$runs/sometimes")" "$alone")" x
figure 'holds, refreshes without a pause' "$(median <"$runs/always")" holds/s
figure '  to alone' "$(ratio "$(median <"$runs/always")" "$alone")" x
rm -rf "$runs"

# The same sums over the bookings and the ledger themselves.
sql -c "create materialized view plain_stats as
  select o.id as organization_id,
         (select count(*) from bookings b
          where b.organization_id = o.id and b.created_at > now() - interval '30 days') as bookings_30d,
         (select coalesce(sum(l.amount_minor), 0) from ledger_entries l
          where l.organization_id = o.id and l.account in ('card_clearing', 'venue_cash')
            and l.created_at > now() - interval '30 days') as revenue_30d
  from organizations o" -c 'create unique index on plain_stats (organization_id)'
figure 'one refresh of a view over the bookings' \
  "$(seconds_of 'refresh materialized view concurrently plain_stats')" s

# Sourced by bench/run: what the measures of holds have in common. They compare holds over HTTP with one
# hold per transaction by pgbench, on the same sessions of the same database.

# Empties what the run before left: every run begins with the same, free sessions.
free_all_sessions() {
  local tries=5
  # A job of the server that reads the same tables in another order may win.
  until PGOPTIONS='-c client_min_messages=warning' owner_sql \
    -c 'truncate slot_reservations, outbox, idempotency_keys, checkouts, bookings cascade'; do
    ((--tries)) || return 1
  done
  sql -c 'update activity_sessions set capacity_remaining = capacity_total where capacity_remaining < capacity_total'
  owner_sql -c 'vacuum (analyze) organizations, activities, activity_sessions'
}

# holds_over_http CONNECTIONS SESSIONS SESSIONS_EACH [PAUSE]: prints a wrk_line; PAUSE in ms as holds.lua takes it.
# wrk drops what is under way when its time is over, so the database may have up to CONNECTIONS more holds.
holds_over_http() {
  local stored
  free_all_sessions
  run_wrk "$1" bench/load/holds.lua "$url" "$2" "$3" "${4:-}"
  require_clean_run
  sleep 0.5  # the last holds commit
  stored=$(sql -c "select count(*) from slot_reservations where status = 'held'")
  if [ "$stored" -lt "$wrk_expected" ] || [ "$stored" -gt $((wrk_expected + $1)) ]; then
    echo "$wrk_expected holds were answered with 201, but $stored are in the database." >&2
    return 1
  fi
  check_ledger
  wrk_line
}

# holds_by_pgbench SCRIPT SESSIONS: prints holds per second of 16 clients.
holds_by_pgbench() {
  local output
  free_all_sessions
  output=$(PGOPTIONS='-c role=bookingtms_engine' pgbench --no-vacuum --client 16 --jobs 1 --protocol prepared \
    --time "$BENCH_SECONDS" --define "sessions=$2" --file "bench/sql/$1.sql" "$database_url")
  check_ledger
  sed -n 's/^tps = \([0-9]*\).*/\1/p' <<<"$output"
}

# compare_holds SESSIONS SESSIONS_EACH: every round runs each contender once, in turn, so that what else the
# machine does in the meantime meets them all.
compare_holds() {
  local sessions=$1 sessions_each=$2 round contender connections
  local runs
  runs=$(mktemp -d)
  BENCH_SECONDS=2 holds_over_http 64 "$sessions" "$sessions_each" >/dev/null  # warm
  for round in $(seq "$BENCH_ROUNDS"); do
    for contender in one_hold plain_hold; do
      holds_by_pgbench "$contender" "$sessions" >>"$runs/$contender"
    done
    for connections in 64 1000; do
      holds_over_http "$connections" "$sessions" "$sessions_each" >>"$runs/$connections"
    done
  done
  report_holds "$runs"
  rm -rf "$runs"
}

report_holds() {
  local runs=$1 connections one_hold plain_hold rate
  one_hold=$(median <"$runs/one_hold")
  plain_hold=$(median <"$runs/plain_hold")
  figure 'pgbench, 16 clients, reserve_session_capacity()' "$one_hold" holds/s
  figure 'pgbench, 16 clients, lock-insert-update by hand' "$plain_hold" holds/s
  for connections in 64 1000; do
    wrk_figures "HTTP, $connections connections" "$runs/$connections"
    figure "  to pgbench reserve_session_capacity()" "$(ratio "$rate" "$one_hold")" x
    figure "  to pgbench by hand" "$(ratio "$rate" "$plain_hold")" x
  done
}

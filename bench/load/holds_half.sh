# How long a hold takes when the server has as much to do as half of what it can: 256 connections ask as fast as they
# can, then the same with pauses of random length that halve the rate. Target: P99 under 20 ms.
start_server
owner_sql -c 'alter table activity_sessions drop constraint capacity_total_positive'
sql -v organizations=100 -v sessions_each=100 -v capacity=100000000 -f bench/sql/tenants.sql

# measure_half LABEL SESSIONS
measure_half() {
  local label=$1 sessions=$2 round full pause
  local runs
  runs=$(mktemp -d)
  BENCH_SECONDS=2 holds_over_http 256 "$sessions" 100 >/dev/null  # warm
  for round in $(seq "$BENCH_ROUNDS"); do
    full=$(holds_over_http 256 "$sessions" 100)
    echo "$full" >>"$runs/full"
    # Each connection asks 256 times less often than all together; what it waits for a reply, it does not pause.
    pause=$(awk '{ printf "%.1f", 256 / ($1 / 2) * 1000 - 4 }' <<<"$full")
    holds_over_http 256 "$sessions" 100 "$pause" >>"$runs/half"
  done
  wrk_figures "$label, as many as it can" "$runs/full"
  wrk_figures "$label, half as many" "$runs/half"
  rm -rf "$runs"
}
measure_half 'one session' 1
measure_half '10,000 sessions' 10000

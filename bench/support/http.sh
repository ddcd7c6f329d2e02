# Sourced by bench/run: load over HTTP with wrk on one thread.

# run_wrk CONNECTIONS SCRIPT URL [ARGUMENT...]: sets wrk_expected, wrk_other, wrk_broken, wrk_per_second,
# wrk_p50, wrk_p99 in ms, and the processor time for each expected reply in us: wrk_server, wrk_database.
run_wrk() {
  local connections=$1 script=$2 target=$3 line elapsed server_before database_before
  shift 3
  server_before=$(processor_time "$server_process")
  database_before=$(processor_time $(database_processes))
  line=$(wrk --threads 1 --connections "$connections" --duration "${BENCH_SECONDS}s" --timeout 10s --latency \
    --script "$script" "$target" -- "$@" | grep '^RESULT')
  read -r _ wrk_expected wrk_other wrk_broken elapsed wrk_p50 wrk_p99 <<<"$line"
  wrk_server=$(per_reply $(($(processor_time "$server_process") - server_before)))
  wrk_database=$(per_reply $(($(processor_time $(database_processes)) - database_before)))
  wrk_per_second=$(awk -v n="$wrk_expected" -v s="$elapsed" 'BEGIN { printf "%.0f", n / s }')
}

per_reply() { awk -v time="$1" -v n="$wrk_expected" 'BEGIN { printf "%.0f", n ? time / n : 0 }'; }

# What a round of a measure keeps.
wrk_line() { echo "$wrk_per_second $wrk_p50 $wrk_p99 $wrk_server $wrk_database"; }

# wrk_figures LABEL FILE: the medians of such lines; sets rate.
wrk_figures() {
  local label=$1 file=$2
  rate=$(cut -d' ' -f1 "$file" | median)
  figure "$label" "$rate" requests/s
  figure '  P50' "$(cut -d' ' -f2 "$file" | median)" ms
  figure '  P99' "$(cut -d' ' -f3 "$file" | median)" ms
  figure '  processor time of the server' "$(cut -d' ' -f4 "$file" | median)" us/request
  figure '  processor time of PostgreSQL' "$(cut -d' ' -f5 "$file" | median)" us/request
}

# A run with another reply than the expected one has measured something else.
require_clean_run() {
  [ "$wrk_expected" -gt 0 ] && [ "$wrk_other" -eq 0 ] && [ "$wrk_broken" -eq 0 ] && return
  echo "$wrk_other unexpected replies and $wrk_broken broken requests beside $wrk_expected good ones." >&2
  tail -n 20 "$server_folder/server.log" >&2
  return 1
}

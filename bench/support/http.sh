# Sourced by bench/run: load over HTTP with wrk on one thread.

# run_wrk CONNECTIONS SCRIPT URL [ARGUMENT...]: sets wrk_expected, wrk_other, wrk_broken, wrk_per_second,
# wrk_p50, wrk_p99.
run_wrk() {
  local connections=$1 script=$2 target=$3 line elapsed
  shift 3
  line=$(wrk --threads 1 --connections "$connections" --duration "${BENCH_SECONDS}s" --timeout 10s --latency \
    --script "$script" "$target" -- "$@" | grep '^RESULT')
  read -r _ wrk_expected wrk_other wrk_broken elapsed wrk_p50 wrk_p99 <<<"$line"
  wrk_per_second=$(awk -v n="$wrk_expected" -v s="$elapsed" 'BEGIN { printf "%.0f", n / s }')
}

# A run with another reply than the expected one has measured something else.
require_clean_run() {
  [ "$wrk_expected" -gt 0 ] && [ "$wrk_other" -eq 0 ] && [ "$wrk_broken" -eq 0 ] && return
  echo "$wrk_other unexpected replies and $wrk_broken broken requests beside $wrk_expected good ones." >&2
  tail -n 20 "$server_folder/server.log" >&2
  return 1
}

# What sign-ins cost everybody else: availability of 14 days with 64 connections over HTTP, alone and while 64 more
# connections do nothing but sign in. Hashing a password takes tens of milliseconds of a processor, on threads of its
# own; beside sign-ins the processor time of the server has theirs in it.
export BOOKINGTMS_CACHE_MB=0  # what is remembered would hide what is measured
start_server
unset BOOKINGTMS_CACHE_MB
embed=$(jq -r '.embeds[0].embed_key' "$server_folder/data/dev.json")
activity=$(jq -r '.embeds[0].activity_ids[0]' "$server_folder/data/dev.json")
availability="/v1/embed/$embed/availability?activity_id=$activity&from=$(date -u +%F)&to=$(date -u -d '+13 days' +%F)"
sql -v users=64 -f bench/sql/users.sql

runs=$(mktemp -d)
BENCH_SECONDS=2 run_wrk 64 bench/load/count.lua "$url$availability"  # warm
for round in $(seq "$BENCH_ROUNDS"); do
  run_wrk 64 bench/load/count.lua "$url$availability"
  require_clean_run
  wrk_line >>"$runs/alone"

  # They begin before the availability and end after it.
  (
    BENCH_SECONDS=$((BENCH_SECONDS + 2)) run_wrk 64 bench/load/sign_in.lua "$url" 64
    require_clean_run
    wrk_line >>"$runs/sign_ins"
  ) &
  sleep 1
  run_wrk 64 bench/load/count.lua "$url$availability"
  require_clean_run
  wrk_line >>"$runs/beside"
  wait $!
done

wrk_figures 'availability alone' "$runs/alone"
alone=$rate
wrk_figures 'availability beside sign-ins' "$runs/beside"
figure '  to alone (target: at least 0.5)' "$(ratio "$rate" "$alone")" x
figure 'sign-ins, 64 connections' "$(cut -d' ' -f1 "$runs/sign_ins" | median)" sign-ins/s
figure '  P99' "$(cut -d' ' -f3 "$runs/sign_ins" | median)" ms
rm -rf "$runs"

# Reads per second over HTTP with 64 connections: 14 days of one activity, the offer of an embed, and /live, which
# asks no database and is the ceiling.
start_server
embed=$(jq -r '.embeds[0].embed_key' "$server_folder/data/dev.json")
activity=$(jq -r '.embeds[0].activity_ids[0]' "$server_folder/data/dev.json")
from=$(date -u +%F)
to=$(date -u -d '+13 days' +%F)
declare -A paths=(
  [live]=/live
  [embed]=/v1/embed/$embed
  [availability]="/v1/embed/$embed/availability?activity_id=$activity&from=$from&to=$to"
)

runs=$(mktemp -d)
for round in $(seq "$BENCH_ROUNDS"); do
  for read in live embed availability; do
    run_wrk 64 bench/load/count.lua "$url${paths[$read]}"
    require_clean_run
    wrk_line >>"$runs/$read"
  done
done

figure 'sessions in the availability reply' "$(curl -sf "$url${paths[availability]}" | jq '.data | length')" sessions
wrk_figures live "$runs/live"
live=$rate
for read in embed availability; do
  wrk_figures "$read" "$runs/$read"
  figure '  to /live' "$(ratio "$rate" "$live")" x
done
rm -rf "$runs"

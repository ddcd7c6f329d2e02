# Remembered replies: 14 days of availability and the offer of an embed with 64 connections, against /live, which asks
# no database, and against a style sheet, the plain static reply of this server; how long a second node of the same
# database takes to show a hold; and the hit rate while holds change what is read.
start_server
embed=$(jq -r '.embeds[0].embed_key' "$server_folder/data/dev.json")
activity=$(jq -r '.embeds[0].activity_ids[0]' "$server_folder/data/dev.json")
from=$(date -u +%F)
to=$(date -u -d '+13 days' +%F)
declare -A paths=(
  [live]=/live
  [static]=$(curl -sf "$url/docs" | grep -o '/assets/[^"]*\.css' | head -n 1)
  [embed]=/v1/embed/$embed
  [availability]="/v1/embed/$embed/availability?activity_id=$activity&from=$from&to=$to"
)
runs=$(mktemp -d)
for round in $(seq "$BENCH_ROUNDS"); do
  for read in live static embed availability; do
    run_wrk 64 bench/load/count.lua "$url${paths[$read]}"
    require_clean_run
    wrk_line >>"$runs/$read"
  done
done
for read in live static embed availability; do
  figure "bytes of $read" "$(curl -sf "$url${paths[$read]}" | wc -c)" bytes
  wrk_figures "$read" "$runs/$read"
  declare "rate_$read=$rate"
done
figure 'embed to /live' "$(ratio "$rate_embed" "$rate_live")" x
figure 'availability to /live' "$(ratio "$rate_availability" "$rate_live")" x
figure 'availability to the static file' "$(ratio "$rate_availability" "$rate_static")" x
rm -rf "$runs"
while IFS=$'\t' read -r what value unit; do figure "$what" "$value" "$unit"; done < <(
  node bench/support/cache_news.mjs "$binary" "$url" "$database_url" "${paths[availability]}")

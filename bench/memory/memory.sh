# Resident memory of the server process, without PostgreSQL: after the start, after a burst of load, and what an
# idle kept-alive connection adds; and how visitors book beside those connections.
resident_kb() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$server_process/status"; }
megabytes() { awk -v kb="$1" 'BEGIN { printf "%.1f", kb / 1024 }'; }

connections=10000
start_server
sleep 2
idle_kb=$(resident_kb)
figure 'idle, after the start' "$(megabytes "$idle_kb")" MB

# Prints a line when all connections have had their answer, then keeps them open until its input ends.
coproc idle { node bench/memory/idle_connections.mjs "$url" "$connections"; }
idle_process=$!
read -r -u "${idle[0]}" opened
[ "$opened" = "$connections" ]
open_kb=$(resident_kb)
figure "with $connections idle connections" "$(megabytes "$open_kb")" MB
figure '  for each of them' "$(awk -v a="$open_kb" -v b="$idle_kb" -v n="$connections" \
  'BEGIN { printf "%.1f", (a - b) / n }')" kB
load/run booking-flow --dev "$server_folder/data/dev.json" --think 0.1 --out "$server_folder/load.json" >/dev/null
figure '  P95 of visitors who book beside them' \
  "$(jq '.metrics.http_req_duration["p(95)"] | round' "$server_folder/load.json")" ms
kill "$idle_process" 2>/dev/null || true
wait "$idle_process" 2>/dev/null || true

embed=$(jq -r '.embeds[0].embed_key' "$server_folder/data/dev.json")
run_wrk 256 bench/load/count.lua "$url/v1/embed/$embed"
require_clean_run
sleep 2
figure 'idle again, after a burst of reads' "$(megabytes "$(resident_kb)")" MB

# What a payment provider that hangs costs everybody else: availability of 14 days with 64 connections over HTTP, alone
# and while visitors on 64 more connections want to pay by card. What stands in for Stripe takes connections and never
# answers.
stripe_port=$(mktemp)
node -e 'const server = require("net").createServer(() => {});
  server.listen(0, "127.0.0.1", () => console.log(server.address().port))' >"$stripe_port" &
stripe_process=$!
trap 'kill "$stripe_process" 2>/dev/null || true; stop_server' EXIT
until [ -s "$stripe_port" ]; do sleep 0.1; done
own_flags=("${server_flags[@]}")
server_flags+=(--stripe-api-base "http://127.0.0.1:$(cat "$stripe_port")" --stripe-secret-key sk_test_bench)
export BOOKINGTMS_CACHE_MB=0  # what is remembered would hide what is measured
start_server
unset BOOKINGTMS_CACHE_MB
server_flags=("${own_flags[@]}")
embed=$(jq -r '.embeds[0].embed_key' "$server_folder/data/dev.json")
activity=$(jq -r '.embeds[0].activity_ids[0]' "$server_folder/data/dev.json")
availability="/v1/embed/$embed/availability?activity_id=$activity&from=$(date -u +%F)&to=$(date -u -d '+13 days' +%F)"
sql -c "insert into payment_accounts (organization_id, provider, account_id, charges_enabled)
        select organization_id, 'stripe', 'acct_bench', true from embed_keys where embed_key = '$embed'"

runs=$(mktemp -d)
BENCH_SECONDS=2 run_wrk 64 bench/load/count.lua "$url$availability"  # warm
for round in $(seq "$BENCH_ROUNDS"); do
  run_wrk 64 bench/load/count.lua "$url$availability"
  require_clean_run
  wrk_line >>"$runs/alone"

  # They begin before the availability and end after it. A request that hangs takes eight seconds.
  (
    BENCH_SECONDS=$((BENCH_SECONDS + 12)) run_wrk 64 bench/load/stripe_slow.lua "$url" "/v1/embed/$embed/gift-cards"
    require_clean_run
    wrk_line >>"$runs/refused"
  ) &
  sleep 1
  run_wrk 64 bench/load/count.lua "$url$availability"
  require_clean_run
  wrk_line >>"$runs/beside"
  wait $!
done

wrk_figures 'availability alone' "$runs/alone"
alone=$rate
wrk_figures 'availability beside payments that hang' "$runs/beside"
figure '  to alone (target: at least 0.9)' "$(ratio "$rate" "$alone")" x
figure 'refused payments, 64 connections' "$(cut -d' ' -f1 "$runs/refused" | median)" requests/s
figure '  P99' "$(cut -d' ' -f3 "$runs/refused" | median)" ms
kill "$stripe_process"
rm -rf "$runs" "$stripe_port"

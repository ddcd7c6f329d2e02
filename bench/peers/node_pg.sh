# The product beside a plain server in Node with pg (bench/peers/node_pg.mjs) on the same database, over HTTP: durable
# holds on one session and on 10,000, and availability of 14 days without a cache. As in holds_hot, sessions of this
# database may have more than 1,000 seats.
[ bench/peers/node_modules/.package-lock.json -nt bench/peers/package-lock.json ] ||
  npm ci --prefix bench/peers --no-audit --no-fund >/dev/null
export BOOKINGTMS_CACHE_MB=0  # what is remembered would hide what is measured
start_server
unset BOOKINGTMS_CACHE_MB
owner_sql -c 'alter table activity_sessions drop constraint capacity_total_positive'
sql -v organizations=100 -v sessions_each=100 -v capacity=100000000 -f bench/sql/tenants.sql

peer_process=
stop_peer() {
  [ -z "$peer_process" ] || kill "$peer_process" 2>/dev/null || true
  peer_process=
}
trap 'stop_peer; stop_server' EXIT

# by CONTENDER COMMAND...: the command with the address and the process of the contender. The peer starts anew each
# time: it would still work on requests that nobody waits for any more.
by() {
  local url=$url server_process=$server_process address
  if [ "$1" = peer ]; then
    address=$(mktemp)
    DATABASE_URL=$database_url node bench/peers/node_pg.mjs >"$address" &
    peer_process=$!
    until [ -s "$address" ]; do sleep 0.1; done
    url=$(cat "$address") server_process=$peer_process
    rm "$address"
  fi
  "${@:2}"
  stop_peer
}

read_availability() {
  run_wrk 64 bench/load/count.lua "$url$availability"
  require_clean_run
  wrk_line
}

embed=$(printf 'emb_%024x' 1)
availability="/v1/embed/$embed/availability?activity_id=00000000-0000-7000-8001-000000000001"
availability+="&from=$(date -u -d '+3 days' +%F)&to=$(date -u -d '+16 days' +%F)"

runs=$(mktemp -d)
for round in $(seq "$BENCH_ROUNDS"); do
  for contender in peer product; do
    for connections in 64 1000; do
      by $contender holds_over_http $connections 1 100 >>"$runs/hot-$connections-$contender"
      by $contender holds_over_http $connections 10000 100 >>"$runs/spread-$connections-$contender"
    done
    by $contender read_availability >>"$runs/availability-64-$contender"
  done
done

for measure in hot-64 hot-1000 spread-64 spread-1000 availability-64; do
  wrk_figures "$measure connections: Node and pg" "$runs/$measure-peer"
  peer_rate=$rate
  wrk_figures "$measure connections: BookingTMS" "$runs/$measure-product"
  figure '  to Node and pg' "$(ratio "$rate" "$peer_rate")" x
done
rm -rf "$runs"

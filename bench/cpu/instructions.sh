# Instructions of the server for a request, counted by callgrind: they do not depend on what else the machine does, so a
# change of the code shows. Each kind is stated as a multiple of /live, too, which compares on any machine. The database
# is not counted.
start_server
sql -v organizations=1 -v sessions_each=100 -v capacity=1000 -f bench/sql/tenants.sql
counts=$(mktemp -d)
objcopy --strip-debug "$binary" "$counts/bookingtms"  # valgrind 3.19 cannot read the debug information of clang 19
counted_port=$(node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => {
  console.log(server.address().port); server.close(); })')
BOOKINGTMS_CACHE_MB=0 BOOKINGTMS_SECRET_KEY=$(openssl rand -base64 48) BOOKINGTMS_DATABASE_URL=$database_url \
  valgrind --tool=callgrind --instr-atstart=no --callgrind-out-file="$counts/out" \
  "$counts/bookingtms" serve --port "$counted_port" --data-dir "$server_folder/counted" --threads 1 --log-level warn \
  "${server_flags[@]}" >"$counts/log" 2>&1 &
counted=$!
trap 'kill -KILL "$counted" 2>/dev/null || true; stop_server' EXIT
counted_url=http://127.0.0.1:$counted_port
for _ in $(seq 600); do curl -sf "$counted_url/ready" >/dev/null && break || sleep 0.1; done
curl -sf "$counted_url/ready" >/dev/null || { cat "$counts/log" >&2; exit 1; }

# instructions COUNT KIND URL [SESSIONS]: prints instructions of the server for one of so many requests.
instructions() {
  local count=$1
  shift
  node bench/cpu/requests.mjs "$1" "$2" 200 "${3:-1}"  # warm: connections, prepared statements
  callgrind_control --instr=on "$counted" >/dev/null 2>&1
  node bench/cpu/requests.mjs "$1" "$2" "$count" "${3:-1}"
  callgrind_control --instr=off "$counted" >/dev/null 2>&1
  rm -f "$counts"/out.*
  callgrind_control --dump "$counted" >/dev/null 2>&1
  sleep 1
  awk -v n="$count" '/^(totals|summary):/ { sum = $2 } END { printf "%.0f\n", sum / n }' "$counts"/out.*
}

from=$(date -u -d '+3 days' +%F)
to=$(date -u -d '+16 days' +%F)
embed=$(printf 'emb_%024x' 1)
activity=00000000-0000-7000-8001-000000000001
availability="$counted_url/v1/embed/$embed/availability?activity_id=$activity&from=$from&to=$to"
live=$(instructions 2000 get "$counted_url/live")
figure '/live' "$live" instructions
for kind in hot spread availability; do
  case $kind in
    hot) count=$(instructions 600 hold "$counted_url" 1) ;;
    spread) count=$(instructions 2000 hold "$counted_url" 100) ;;
    availability) count=$(instructions 500 get "$availability") ;;
  esac
  figure "$kind" "$count" instructions
  figure '  to /live' "$(ratio "$count" "$live")" x
done
kill "$counted"
wait "$counted" || true
rm -rf "$counts"

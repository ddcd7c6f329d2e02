# Sourced by bench/run: a server of its own for a measure, and its database.

server_process=
server_folder=

# Load from one address, which the limits are there to stop. They are on, so every measure has their cost in it.
for limit in VISITOR HOLDS CHECKOUTS SIGN_IN USER ADMIN WEBHOOK; do
  export "BOOKINGTMS_RATE_LIMIT_$limit=10000000"
done

# Starts `bookingtms dev` on a free port with new data and waits until it is ready. Sets url, database_url.
start_server() {
  server_folder=$(mktemp -d "${TMPDIR:-/tmp}/bookingtms-bench-XXXXXX")
  chmod 755 "$server_folder"  # the private PostgreSQL runs as another user when we are root
  launch_server
}

# The same on the data of the server that ran before.
launch_server() {
  local dev_file="$server_folder/data/dev.json" waited
  "$binary" dev --port 0 --data-dir "$server_folder/data" --log-level warn "${server_flags[@]}" \
    >"$server_folder/server.log" 2>&1 &
  server_process=$!
  for waited in $(seq 6000); do
    if [ -s "$dev_file" ]; then
      url=$(jq -r .url "$dev_file")
      database_url=$(jq -r .database_url "$dev_file")
      return
    fi
    kill -0 "$server_process" 2>/dev/null || break
    sleep 0.01
  done
  echo "The server did not start within a minute:" >&2
  cat "$server_folder/server.log" >&2
  return 1
}

halt_server() {
  [ -n "$server_process" ] || return 0
  kill "$server_process" 2>/dev/null || true
  wait "$server_process" || true
  server_process=
}

stop_server() {
  halt_server
  [ -z "$server_folder" ] || rm -rf "$server_folder"
  server_folder=
}

# Processor time of processes up to now, in microseconds.
processor_time() {
  local process
  for process in "$@"; do cat /proc/"$process"/task/*/schedstat 2>/dev/null || true; done |
    awk '{ sum += $1 } END { printf "%.0f\n", sum / 1000 }'
}

# The processes of the private PostgreSQL.
database_processes() { pgrep -P "$(head -n 1 "$server_folder/data/postgres/postmaster.pid")"; }

# SQL as the role that owns what the engine does; rows come as bare text.
sql() { PGOPTIONS='-c role=bookingtms_engine' psql -XqAt -v ON_ERROR_STOP=1 "$@" "$database_url"; }

# SQL as the owner of the tables.
owner_sql() { psql -XqAt -v ON_ERROR_STOP=1 "$@" "$database_url"; }

# Every session has the seats that its holds say, or the run was worth nothing.
check_ledger() {
  local wrong
  wrong=$(sql -f sql/checks/capacity_ledger.sql)
  [ -z "$wrong" ] || { echo "The capacity ledger does not hold:"$'\n'"$wrong" >&2; return 1; }
}

# What a hold costs the database: processor time of the backend per hold, by size of the batch, on one session
# and over 10,000. Batches are sent by psql on one connection; nothing else runs.
start_server
owner_sql -c 'alter table activity_sessions drop constraint capacity_total_positive'
sql -v organizations=100 -v sessions_each=100 -v capacity=1000000 -f bench/sql/tenants.sql

for sessions in 1 10000; do
  for batch in 1 16 64 256; do
    for round in $(seq "$BENCH_ROUNDS"); do
      free_all_sessions >&2
      sql -v sessions="$sessions" -v batch="$batch" -v holds=$((batch * 40 + 400)) -f bench/sql/hold_batches.sql |
        tail -n 1
    done | median >"$server_folder/cost"
    figure "$sessions session(s), batches of $batch" "$(cat "$server_folder/cost")" 'us/hold'
  done
done
check_ledger

# Sourced by bench/run: a database with many tenants, made by bench/sql/scale.sql.

scale_tables='bookings activity_sessions slot_reservations customers payments ledger_entries activities venues'
scale_tables+=' organizations embed_configs embed_keys organization_pricing api_keys'

scale_triggers() {  # enable | disable
  local table
  for table in $scale_tables; do echo "alter table $table $1 trigger user;"; done | owner_sql
}

# load_scale ORGANIZATIONS BIG_SESSIONS SESSIONS_EACH BOOKINGS_EACH: then tables are analyzed and all days summed.
load_scale() {
  scale_triggers disable
  sql -v organizations="$1" -v big_sessions="$2" -v sessions_each="$3" -v bookings_each="$4" -f bench/sql/scale.sql \
    >/dev/null
  scale_triggers enable
  owner_sql -c "vacuum (analyze) ${scale_tables// /, }"
  while [ "$(sql -c "select app.refresh_dashboard_if_due('0 seconds', 500)")" = t ]; do :; done
  owner_sql -c 'vacuum (analyze) organization_days, organization_session_days, organization_day_progress'
}

# query_p95 SQL [NUMBER]: the 95th percentile of a statement as the API key of the first or second organization, in
# milliseconds, over one connection.
query_p95() {
  local folder
  folder=$(mktemp -d)
  cat >"$folder/script.sql" <<SCRIPT
begin;
set local role authenticated;
select set_config('request.claims', '{"api_key_id": "00000000-0000-7000-8015-00000000000${2:-1}"}', true);
$1;
commit;
SCRIPT
  (cd "$folder" && pgbench --no-vacuum --client 1 --transactions 200 --log --file script.sql "$database_url" \
    >output 2>&1) || { cat "$folder/output" >&2; return 1; }
  cut -d' ' -f3 "$folder"/pgbench_log.* | sort -n |
    awk '{ v[NR] = $1 } END { printf "%.2f\n", v[int(NR * 0.95)] / 1000 }'
  rm -rf "$folder"
}

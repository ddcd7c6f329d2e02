# What the queries of the staff API take in an organization with many bookings among thousands of others: the 95th
# percentile at a small size and at a hundred times as many bookings. BENCH_SCALE is the number of bookings of the large
# one in millions (1): at 10 it takes the better part of an hour to load.
query_names=(newest status day activity searched customers sessions booking dashboard_30d dashboard_90d)
declare -A query_texts=(
  [newest]="select app.list_bookings(null, null, null, null, null, null, null, null, 'newest', null, 20)"
  [status]="select app.list_bookings('{confirmed}', null, null, null, null, null, null, null, 'newest', null, 20)"
  [day]="select app.list_bookings(null, null, null, null, null, current_date, current_date, null, 'start_time', null,
    20)"
  [activity]="select app.list_bookings(null, null, '00000000-0000-7000-8012-000000000001', null, null, null, null, null,
    'newest', null, 20)"
  [searched]="select app.list_bookings(null, null, null, null, null, null, null, 'guest77', 'newest', null, 20)"
  [customers]="select app.list_customers('guest77', null, 20)"
  [sessions]="select app.list_sessions(null, null, current_date, current_date, null, 100, null)"
  [booking]="select app.read_booking('00000000-0000-7000-8014-000000000064')"
  [dashboard_30d]="select app.read_dashboard(30, null)"
  [dashboard_90d]="select app.read_dashboard(90, null)"
)
scale=${BENCH_SCALE:-1}
declare -A query_small
for size in small large; do
  start_server
  # The first organization has a tenth of all bookings.
  if [ "$size" = small ]; then load_scale 100 100 9 10
  else load_scale 10000 $((10000 * scale)) $((9 * scale)) 10
  fi
  figure "$size: bookings" "$(sql -c 'select count(*) from bookings')" rows
  for name in "${query_names[@]}"; do
    p95=$(query_p95 "${query_texts[$name]}")
    figure "$size: $name, P95" "$p95" ms
    [ "$size" = small ] || figure '  to small' "$(ratio "$p95" "${query_small[$name]}")" x
    query_small[$name]=$p95
  done
  [ "$size" = large ] || stop_server
done

# What the queries of the staff API take, as their 95th percentile, at a small size and at a hundred times as many
# bookings: for an organization of the same size in both, which must not notice what others have, and for one that has a
# tenth of all bookings, whose answers grow, too. BENCH_SCALE is the number of bookings of the large size in millions
# (1): at 10 it takes a quarter of an hour to load.
query_names=(newest status day activity searched customers sessions booking dashboard_30d dashboard_90d)

# query_text NAME ACTIVITY BOOKING GUEST: ids by their number, and the beginning of an email address.
query_text() {
  local activity booking
  printf -v activity '00000000-0000-7000-8012-%012x' "$2"
  printf -v booking '00000000-0000-7000-8014-%012x' "$3"
  case $1 in
    newest) echo "select app.list_bookings(null, null, null, null, null, null, null, null, 'newest', null, 20)" ;;
    status)
      echo "select app.list_bookings('{confirmed}', null, null, null, null, null, null, null, 'newest', null, 20)" ;;
    day)
      echo "select app.list_bookings(null, null, null, null, null, current_date, current_date, null, 'start_time',
        null, 20)" ;;
    activity)
      echo "select app.list_bookings(null, null, '$activity', null, null, null, null, null, 'newest', null, 20)" ;;
    searched) echo "select app.list_bookings(null, null, null, null, null, null, null, '$4', 'newest', null, 20)" ;;
    customers) echo "select app.list_customers('$4', null, 20)" ;;
    sessions) echo "select app.list_sessions(null, null, current_date, current_date, null, 100, null)" ;;
    booking) echo "select app.read_booking('$booking')" ;;
    dashboard_30d) echo "select app.read_dashboard(30, null)" ;;
    dashboard_90d) echo "select app.read_dashboard(90, null)" ;;
  esac
}

scale=${BENCH_SCALE:-1}
# Of each organization but the first.
sessions_each=$((9 * scale))
declare -A query_small
for size in small large; do
  start_server
  [ "$size" = small ] && organizations=100 || organizations=10000
  big_sessions=$((organizations * scale))
  load_scale $organizations $big_sessions "$sessions_each" 10
  figure "$size: bookings" "$(sql -c 'select count(*) from bookings')" rows
  for number in 2 1; do
    if [ $number = 2 ]; then  # its rows come behind those of the first
      whose="$((10 * sessions_each)) bookings" guest=$((big_sessions + 1)) booking=$((10 * big_sessions + 5))
    else
      whose='a tenth of all' guest=77 booking=100
    fi
    for name in "${query_names[@]}"; do
      p95=$(query_p95 "$(query_text "$name" $((2 * number - 1)) "$booking" "guest$guest")" "$number")
      figure "$size, $whose: $name, P95" "$p95" ms
      [ "$size" = small ] || figure '  to small' "$(ratio "$p95" "${query_small[$number.$name]}")" x
      query_small[$number.$name]=$p95
    done
  done
  [ "$size" = large ] || stop_server
done

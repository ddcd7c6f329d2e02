# Time from the start of the program to its first answer of /ready, with new and with existing data.
milliseconds_to_ready() {
  local began
  began=$(date +%s%N)
  "$@"
  until curl -sf -o /dev/null "$url/ready"; do sleep 0.005; done
  echo $((($(date +%s%N) - began) / 1000000))
}

milliseconds_to_ready start_server >/dev/null
halt_server
stop_server
start_file=$(mktemp)
milliseconds_to_ready start_server >"$start_file"
figure 'ready, new data (initdb, migrations, demo, sessions)' "$(cat "$start_file")" ms
for round in $(seq 5); do
  halt_server
  milliseconds_to_ready launch_server >>"$start_file.again"
done
figure 'ready, existing data' "$(median <"$start_file.again")" ms
rm -f "$start_file" "$start_file.again"

# How often the replies of a booking flow come from memory, by kind, as /metrics counts them: once with one visitor of
# ten who books (shops see fewer), once with every visitor. The visitors are on one embed, fifty at a time.
for share in 10 1; do
  who='every visitor books'
  [ "$share" = 1 ] || who="one of $share books"
  port=$((20000 + RANDOM % 20000))
  server_flags+=(--operations-address "127.0.0.1:$port")
  start_server
  embed=$(jq -r '.embeds[0].embed_key' "$server_folder/data/dev.json")
  while IFS=$'\t' read -r what value unit; do figure "$who: $what" "$value" "$unit"; done < <(
    node bench/support/cache_flow.mjs "$url/v1/embed/$embed" "http://127.0.0.1:$port/metrics" "$share")
  check_ledger
  stop_server
  unset 'server_flags[-1]' 'server_flags[-1]'
done

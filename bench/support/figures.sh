# Sourced by bench/run: figures of a measure, printed as a table and kept as bench/results/NAME-DATE.json.

figures_file=
figures_name=

begin_figures() {
  figures_name=$1
  figures_file=$(mktemp)
  load_before=$(cut -d' ' -f1 /proc/loadavg)
  echo "== $figures_name (load before: $load_before)"
}

# figure WHAT VALUE UNIT: one line of the table.
figure() {
  printf '  %-58s %12s %s\n' "$1" "$2" "$3"
  jq -cn --arg what "$1" --argjson value "$2" --arg unit "$3" '{what: $what, value: $value, unit: $unit}' \
    >>"$figures_file"
}

end_figures() {
  local date out
  date=$(date -u +%Y-%m-%d-%H%M%S)
  out="${BENCH_RESULTS:-bench/results}/$figures_name-$date.json"
  mkdir -p "$(dirname "$out")"
  jq -s --arg name "$figures_name" --arg date "$date" \
    --arg commit "$(git rev-parse HEAD 2>/dev/null || echo unknown)" \
    --argjson changed "$(git diff --quiet HEAD -- src sql 2>/dev/null && echo false || echo true)" \
    --arg cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
    --argjson cores "$(nproc)" \
    --argjson memory_mb "$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))" \
    --arg kernel "$(uname -sr)" --arg postgres "$(psql --version)" \
    --argjson load "$load_before" --arg flags "${server_flags[*]}" \
    --argjson seconds "$BENCH_SECONDS" --argjson rounds "$BENCH_ROUNDS" \
    '{name: $name, date: $date, commit: $commit, sources_changed_since_commit: $changed,
      machine: {cpu: $cpu, cores: $cores, memory_mb: $memory_mb, kernel: $kernel, postgres: $postgres,
                load_before: $load},
      settings: {server_flags: $flags, seconds: $seconds, rounds: $rounds}, figures: .}' \
    "$figures_file" >"$out"
  rm -f "$figures_file"
  echo "  -> $out"
}

# The middle one of numbers, one a line.
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

rounded() { awk -v a="$1" 'BEGIN { printf "%.0f", a }'; }

# What the audit trail costs: holds with 64 connections over HTTP, on one session and on 10,000, with the triggers of
# the trail as the product has them and switched off.
start_server
owner_sql -c 'alter table activity_sessions drop constraint capacity_total_positive'
sql -v organizations=100 -v sessions_each=100 -v capacity=100000000 -f bench/sql/tenants.sql

audit() {  # enable | disable
  owner_sql -c "do \$\$
    declare v_trigger record;
    begin
      for v_trigger in select tgrelid::regclass as of, tgname from pg_trigger
          where tgname like 'audit\_%' and not tgisinternal loop
        execute format('alter table %s $1 trigger %I', v_trigger.of, v_trigger.tgname);
      end loop;
    end \$\$"
}

runs=$(mktemp -d)
BENCH_SECONDS=2 holds_over_http 64 10000 100 >/dev/null  # warm
for round in $(seq "$BENCH_ROUNDS"); do
  for state in enable disable; do
    audit "$state"
    holds_over_http 64 1 1 >>"$runs/hot-$state"
    holds_over_http 64 10000 100 >>"$runs/spread-$state"
  done
done

for measure in hot spread; do
  wrk_figures "$measure: holds without the trail" "$runs/$measure-disable"
  without=$rate
  wrk_figures "$measure: holds with it" "$runs/$measure-enable"
  figure '  to without (target: at least 0.85)' "$(ratio "$rate" "$without")" x
done
rm -rf "$runs"

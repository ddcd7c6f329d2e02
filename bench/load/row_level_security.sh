# What row-level security costs: holds on 10,000 sessions and availability of 14 days, with 64 connections over HTTP,
# with it as the product has it and switched off on every table but `organizations`, through which a reply finds its
# tenant.
export BOOKINGTMS_CACHE_MB=0  # what is remembered would hide what is measured
start_server
unset BOOKINGTMS_CACHE_MB
embed=$(jq -r '.embeds[0].embed_key' "$server_folder/data/dev.json")
activity=$(jq -r '.embeds[0].activity_ids[0]' "$server_folder/data/dev.json")
availability="/v1/embed/$embed/availability?activity_id=$activity&from=$(date -u +%F)&to=$(date -u -d '+13 days' +%F)"
sql -v organizations=100 -v sessions_each=100 -v capacity=1000 -f bench/sql/tenants.sql

row_level_security() {  # enable | disable
  owner_sql -c "do \$\$
    declare v_table text;
    begin
      for v_table in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
          and c.relkind in ('r', 'p') and c.relname not in ('organizations') and c.relname not like 'bookingtms%' loop
        execute format('alter table %I $1 row level security', v_table);
      end loop;
    end \$\$"
}

runs=$(mktemp -d)
BENCH_SECONDS=2 holds_over_http 64 10000 100 >/dev/null  # warm
for round in $(seq "$BENCH_ROUNDS"); do
  for state in enable disable; do
    row_level_security "$state"
    holds_over_http 64 10000 100 >>"$runs/holds-$state"
    run_wrk 64 bench/load/count.lua "$url$availability"
    require_clean_run
    wrk_line >>"$runs/availability-$state"
  done
done

for measure in holds availability; do
  wrk_figures "$measure without row-level security" "$runs/$measure-disable"
  without=$rate
  wrk_figures "$measure with it" "$runs/$measure-enable"
  figure '  to without (target: at least 0.9)' "$(ratio "$rate" "$without")" x
done
rm -rf "$runs"

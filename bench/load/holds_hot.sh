# Durable holds per second on ONE session, over HTTP and by pgbench with one hold per transaction.
# A session of the product has at most 1,000 seats and would sell out within a blink, so this database,
# and only this one, is relieved of that limit: its session has 100 million.
start_server
owner_sql -c 'alter table activity_sessions drop constraint capacity_total_positive'
sql -v organizations=1 -v sessions_each=1 -v capacity=100000000 -f bench/sql/tenants.sql
compare_holds 1 1

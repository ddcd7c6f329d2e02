# Durable holds per second over 10,000 sessions of 100 organizations, over HTTP and by pgbench with one hold
# per transaction.
start_server
sql -v organizations=100 -v sessions_each=100 -v capacity=1000 -f bench/sql/tenants.sql
compare_holds 10000 100

-- What operators watch of the business of all organizations together. One node measures it every few seconds
-- (app.measure_business), and every node shows it: no scrape of Prometheus counts rows.
create table business_figures (
    is_only_row       boolean primary key default true check (is_only_row),
    measured_at       timestamptz,
    -- The ledger is read over a whole day, and so less often.
    ledger_checked_at timestamptz,
    -- By name and label, as src/jobs/measure_business.cpp shows them.
    figures           jsonb not null default '{}'
);
alter table business_figures enable row level security;
alter table business_figures force row level security;
create policy engine_all on business_figures to bookingtms_engine using (true) with check (true);
grant select, insert, update, delete on business_figures to bookingtms_engine;

-- Events are counted from now on.
set local role bookingtms_engine;
insert into business_figures default values;
insert into outbox_positions (reader, transaction_id, id)
values ('figures', pg_snapshot_xmin(pg_current_snapshot()), 0);
reset role;

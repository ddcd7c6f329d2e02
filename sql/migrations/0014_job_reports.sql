-- What each node says of its background jobs, so that the platform's team sees at one place how all of them do. Of the
-- platform: no organization has anything here.
create table job_reports (
    -- Host name and port of the process.
    node               text not null check (length(node) between 1 and 300),
    job                text not null check (length(job) between 1 and 100),
    -- The pause between rounds.
    every_milliseconds integer not null check (every_milliseconds > 0),
    -- Of the last round; null where it has not begun or not ended yet.
    started_at         timestamptz,
    ended_at           timestamptz,
    next_at            timestamptz,
    is_failing         boolean not null default false,
    -- Of the last round that failed, also where later ones went well.
    failed_at          timestamptz,
    error_code         text,
    error_detail       text,
    reported_at        timestamptz not null,
    primary key (node, job)
);
alter table job_reports enable row level security;
alter table job_reports force row level security;
create policy engine_all on job_reports to bookingtms_engine using (true) with check (true);
grant select, insert, update, delete on job_reports to bookingtms_engine;

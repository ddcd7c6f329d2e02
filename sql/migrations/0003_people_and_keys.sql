-- Who works with the system: users with a role in one organization, their sign-ins, and the keys of programs. Which
-- role may do what stands in sql/functions/05_permissions.sql; the policies below ask for those permissions by name.

create type user_role as enum ('platform-admin', 'super-admin', 'org-admin', 'admin', 'manager', 'staff');
create type link_purpose as enum ('invitation', 'password_reset');
create type api_key_environment as enum ('live', 'test');
create type booking_source as enum ('widget', 'staff');

-- Versions for edits (If-Match), and what operators keep of a thing.
alter table organizations
    -- The one organization of the platform's own team; it sells nothing.
    add column is_platform boolean not null default false,
    add column contact_email email_address,
    -- Everybody from admin upwards needs a second factor before they may do anything.
    add column requires_second_factor boolean not null default false,
    add column suspension_reason text not null default '' check (length(suspension_reason) <= 500),
    add column deleted_at timestamptz,
    add column version integer not null default 1;
create unique index organizations_platform on organizations (is_platform) where is_platform;
alter table venues add column version integer not null default 1;
alter table activities add column version integer not null default 1;
alter table embed_configs add column version integer not null default 1;
alter table customers
    add column notes text not null default '' check (length(notes) <= 2000),
    -- Erased on request: the row stays for the books, without the person.
    add column erased_at timestamptz,
    add column version integer not null default 1;
alter table bookings
    add column source booking_source not null default 'widget',
    add column notes text not null default '' check (length(notes) <= 2000),
    -- A user or an API key; null: the customer.
    add column created_by uuid,
    add column checked_in_at timestamptz,
    add column cancelled_at timestamptz,
    add column cancellation_reason text not null default '' check (length(cancellation_reason) <= 500),
    -- The session it was for before, where it was moved.
    add column rescheduled_from uuid;

set local role bookingtms_engine;
insert into organizations (id, name, slug, status, currency, is_platform)
values ('00000000-0000-7000-8000-000000000001', 'Platform', 'bookingtms-platform', 'active', 'USD', true);
reset role;

create table users (
    organization_id  uuid not null references organizations (id),
    id               uuid not null,
    email            email_address not null,
    full_name        text not null check (length(full_name) between 1 and 200),
    phone            text check (length(phone) between 1 and 32),
    role             user_role not null,
    is_platform_team boolean not null generated always as (role = 'platform-admin') stored,
    is_active        boolean not null default true,
    invited_by       uuid,
    -- When they chose a password; null while they are only invited.
    joined_at        timestamptz,
    last_login_at    timestamptz,
    version          integer not null default 1,
    created_at       timestamptz not null default now(),
    primary key (organization_id, id),
    constraint platform_team_is_apart
        check ((role = 'platform-admin') = (organization_id = '00000000-0000-7000-8000-000000000001'))
);
create index users_id on users (id);

-- Unique across tenants by nature: it is how a sign-in finds its user.
create table user_emails (
    email           email_address primary key,
    organization_id uuid not null,
    user_id         uuid not null,
    foreign key (organization_id, user_id) references users (organization_id, id)
);
create index user_emails_user on user_emails (organization_id, user_id);

create table user_credentials (
    organization_id      uuid not null,
    user_id              uuid not null,
    password_hash        text not null,
    password_changed_at  timestamptz not null default now(),
    -- Sealed with the server's key; it counts once a code was shown (confirmed).
    totp_sealed          text,
    totp_confirmed_at    timestamptz,
    -- A code is good once: the last time step that was used.
    totp_last_step       bigint not null default 0,
    recovery_code_hashes text[] not null default '{}',
    primary key (organization_id, user_id),
    foreign key (organization_id, user_id) references users (organization_id, id)
);

-- One browser or program in which somebody signed in. Its refresh tokens are a family: the use of an old one ends it.
create table sign_ins (
    organization_id uuid not null,
    id              uuid not null,
    user_id         uuid not null,
    -- A second factor was shown.
    second_factor   boolean not null default false,
    address         text not null,
    user_agent      text not null default '',
    created_at      timestamptz not null default now(),
    refreshed_at    timestamptz not null default now(),
    expires_at      timestamptz not null,
    ended_at        timestamptz,
    end_reason      text,
    primary key (organization_id, id),
    foreign key (organization_id, user_id) references users (organization_id, id),
    constraint ended_has_reason check ((ended_at is null) = (end_reason is null))
);
create index sign_ins_id on sign_ins (id);
create index sign_ins_user on sign_ins (organization_id, user_id);
create index sign_ins_expiry on sign_ins (expires_at);

create table refresh_tokens (
    organization_id uuid not null,
    id              uuid not null,
    sign_in_id      uuid not null,
    secret_hash     text not null,
    created_at      timestamptz not null default now(),
    used_at         timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, sign_in_id) references sign_ins (organization_id, id) on delete cascade
);
create index refresh_tokens_sign_in on refresh_tokens (organization_id, sign_in_id);

-- Links that are mailed. The secret part of the link is made from the id with the server's key, so it stands nowhere.
create table one_time_links (
    organization_id uuid not null,
    id              uuid not null,
    user_id         uuid not null,
    purpose         link_purpose not null,
    expires_at      timestamptz not null,
    used_at         timestamptz,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    foreign key (organization_id, user_id) references users (organization_id, id)
);
create index one_time_links_user on one_time_links (organization_id, user_id);
create index one_time_links_expiry on one_time_links (expires_at);

-- For throttling; of accounts that exist and of those that do not, so it has no tenant.
create table sign_in_attempts (
    id           bigint generated always as identity primary key,
    -- SHA-256 of the address that was typed.
    email_hash   text not null,
    -- IPv6 as its /64.
    address      text not null,
    succeeded    boolean not null,
    attempted_at timestamptz not null default now()
);
create index sign_in_attempts_email on sign_in_attempts (email_hash, attempted_at);
create index sign_in_attempts_address on sign_in_attempts (address, attempted_at);
create index sign_in_attempts_age on sign_in_attempts (attempted_at);

create table api_keys (
    organization_id  uuid not null references organizations (id),
    id               uuid not null,
    name             text not null check (length(name) between 1 and 200),
    environment      api_key_environment not null,
    -- The part of the key that is no secret: btms_live_ and the public id.
    key_prefix       text not null,
    scopes           text[] not null,
    -- Requests a minute.
    rate_limit       integer not null default 1000 check (rate_limit between 1 and 100000),
    expires_at       timestamptz,
    -- Empty: from anywhere.
    allowed_networks cidr[] not null default '{}',
    created_by       uuid,
    created_at       timestamptz not null default now(),
    -- Written at most once a minute.
    last_used_at     timestamptz,
    last_used_address text,
    revoked_at       timestamptz,
    -- The key that took its place; it ends at expires_at then.
    successor_id     uuid,
    version          integer not null default 1,
    primary key (organization_id, id),
    foreign key (organization_id, successor_id) references api_keys (organization_id, id)
);
create index api_keys_id on api_keys (id);
create index api_keys_successor on api_keys (organization_id, successor_id);

-- Unique across tenants by nature: it is how a request with a key finds its tenant.
create table api_key_secrets (
    public_id       text primary key check (public_id ~ '^[0-9a-f]{16}$'),
    organization_id uuid not null,
    api_key_id      uuid not null,
    -- SHA-256 of the whole key.
    key_hash        text not null,
    foreign key (organization_id, api_key_id) references api_keys (organization_id, id)
);
create index api_key_secrets_key on api_key_secrets (organization_id, api_key_id);

do $$
declare
    v_table text;
begin
    if not exists (select from pg_roles where rolname = 'authenticated') then
        create role authenticated nologin noinherit;
        execute 'grant authenticated to current_user';
    elsif not pg_has_role(current_user, 'authenticated', 'member') then
        execute 'grant authenticated to current_user';
    end if;
    foreach v_table in array array['users', 'user_emails', 'user_credentials', 'sign_ins', 'refresh_tokens',
        'one_time_links', 'sign_in_attempts', 'api_keys', 'api_key_secrets']
    loop
        execute format('alter table %I enable row level security', v_table);
        execute format('alter table %I force row level security', v_table);
        execute format('create policy engine_all on %I to bookingtms_engine using (true) with check (true)', v_table);
        execute format('grant select, insert, update, delete on %I to bookingtms_engine', v_table);
    end loop;
end
$$;
grant usage on all sequences in schema public to bookingtms_engine;
create schema auth;
revoke all on schema auth from public;
grant usage on schema auth to authenticated, bookingtms_engine;
grant create on schema auth to bookingtms_engine;
grant usage on schema public, app to authenticated;

-- Whoever edits says which version they saw; every edit that changes something makes a new one.
create function app.count_version() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    -- They have no value yet; what they are made from is compared.
    v_generated constant text[] := '{is_platform_team, booking_window_days}';
begin
    if to_jsonb(new) - v_generated is distinct from to_jsonb(old) - v_generated then
        new.version := old.version + 1;
    end if;
    return new;
end
$$;

-- What sessions are made from changes with its own version, whoever changes it.
create function app.count_schedule_version() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if (new.schedule, new.duration_minutes, new.capacity, new.price_minor, new.currency)
       is distinct from (old.schedule, old.duration_minutes, old.capacity, old.price_minor, old.currency)
       and new.schedule_version = old.schedule_version then
        new.schedule_version := old.schedule_version + 1;
    end if;
    return new;
end
$$;
-- A schedule means other moments in another time zone: all activities of the venue get a new version of theirs.
create function app.follow_time_zone() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update activities a set schedule_version = a.schedule_version + 1
    where a.organization_id = new.organization_id and a.venue_id = new.id;
    return null;
end
$$;
revoke execute on function app.count_version(), app.count_schedule_version(), app.follow_time_zone() from public;

create trigger count_version before update of name, status, primary_color, contact_email, requires_second_factor
    on organizations for each row execute function app.count_version();
create trigger count_version before update of name, slug, address, time_zone, is_active
    on venues for each row execute function app.count_version();
create trigger follow_time_zone after update of time_zone on venues for each row
    when (new.time_zone is distinct from old.time_zone) execute function app.follow_time_zone();
create trigger count_version before update of name, slug, tagline, description, duration_minutes, capacity, min_party,
    max_party, price_minor, booking_cutoff_minutes, schedule, is_active
    on activities for each row execute function app.count_version();
create trigger count_schedule_version before update of schedule, duration_minutes, capacity, price_minor, currency
    on activities for each row execute function app.count_schedule_version();
create trigger count_version before update on embed_configs for each row execute function app.count_version();
create trigger count_version before update on customers for each row execute function app.count_version();
create trigger count_version before update on bookings for each row execute function app.count_version();
create trigger count_version before update of email, full_name, phone, role, is_active
    on users for each row execute function app.count_version();

-- What the policies ask. They deny until sql/functions/06_access.sql, which is applied right after the migrations, says
-- how they decide.
create function auth.uid() returns uuid
    language sql stable set search_path = pg_catalog, pg_temp as 'select null::uuid';
create function public.is_platform_admin() returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as 'select false';
create function public.get_my_organization_id_safe() returns uuid
    language sql stable set search_path = pg_catalog, pg_temp as 'select null::uuid';
create function public.can_access_organization(p_org_id uuid) returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as 'select false';
create function app.has_permission(p_permission text) returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as 'select false';
revoke execute on function auth.uid(), public.is_platform_admin(), public.get_my_organization_id_safe(),
    public.can_access_organization(uuid), app.has_permission(text) from public;
grant execute on function auth.uid(), public.is_platform_admin(), public.get_my_organization_id_safe(),
    public.can_access_organization(uuid), app.has_permission(text) to authenticated, bookingtms_engine;
alter function auth.uid() owner to bookingtms_engine;
alter function public.is_platform_admin() owner to bookingtms_engine;
alter function public.get_my_organization_id_safe() owner to bookingtms_engine;
alter function public.can_access_organization(uuid) owner to bookingtms_engine;
alter function app.has_permission(text) owner to bookingtms_engine;
alter function app.count_version() owner to bookingtms_engine;
alter function app.count_schedule_version() owner to bookingtms_engine;
alter function app.follow_time_zone() owner to bookingtms_engine;

-- Who is signed in reads the rows of their organization that their permissions open, and platform admins those of every
-- organization. Edits that keep no promise go straight to the row, in the columns that are granted below; everything
-- else (seats, money, roles, keys) goes through functions.
do $$
declare
    v_policy record;
begin
    for v_policy in values
        -- table, column of the organization, permission to read, permission to update
        ('organizations', 'id', 'organization:read', 'organization:write'),
        ('venues', 'organization_id', 'venues:read', 'venues:write'),
        ('activities', 'organization_id', 'activities:read', 'activities:write'),
        ('activity_sessions', 'organization_id', 'sessions:read', null),
        ('slot_reservations', 'organization_id', 'bookings:read', null),
        ('bookings', 'organization_id', 'bookings:read', 'bookings:write'),
        ('checkouts', 'organization_id', 'bookings:read', null),
        ('customers', 'organization_id', 'customers:read', 'customers:write'),
        ('embed_configs', 'organization_id', 'embeds:read', 'embeds:write'),
        ('embed_keys', 'organization_id', 'embeds:read', null),
        ('users', 'organization_id', 'users:read', null),
        ('api_keys', 'organization_id', 'api_keys:read', null)
    loop
        execute format(
            'create policy staff_reads on %I for select to authenticated using (
                (%I = (select public.get_my_organization_id_safe()) and (select app.has_permission(%L)))
                or (select public.is_platform_admin()))',
            v_policy.column1, v_policy.column2, v_policy.column3);
        if v_policy.column4 is not null then
            execute format(
                'create policy staff_updates on %I for update to authenticated
                    using (%I = (select public.get_my_organization_id_safe()) and (select app.has_permission(%L)))
                    with check (%2$I = (select public.get_my_organization_id_safe()))',
                v_policy.column1, v_policy.column2, v_policy.column4);
        end if;
    end loop;
end
$$;
create policy staff_inserts on venues for insert to authenticated with check (
    organization_id = (select public.get_my_organization_id_safe()) and (select app.has_permission('venues:write')));
create policy staff_inserts on activities for insert to authenticated with check (
    organization_id = (select public.get_my_organization_id_safe())
    and (select app.has_permission('activities:write')));
-- Everybody sees and corrects themselves, and sees where they are signed in.
create policy own_row on users for select to authenticated using (id = (select auth.uid()));
create policy own_profile on users for update to authenticated
    using (id = (select auth.uid())) with check (id = (select auth.uid()));
create policy own_sign_ins on sign_ins for select to authenticated using (user_id = (select auth.uid()));

grant select on organizations, venues, activities, activity_sessions, slot_reservations, bookings, checkouts, customers,
    embed_configs, embed_keys, users, sign_ins, api_keys to authenticated;
grant update (name, primary_color, contact_email, requires_second_factor) on organizations to authenticated;
grant insert (organization_id, id, name, slug, address, time_zone), update (name, slug, address, time_zone, is_active)
    on venues to authenticated;
grant insert (organization_id, id, venue_id, name, slug, tagline, description, duration_minutes, capacity, mode,
        min_party, max_party, price_minor, currency, booking_cutoff_minutes, schedule),
    update (name, slug, tagline, description, duration_minutes, capacity, min_party, max_party, price_minor,
        booking_cutoff_minutes, schedule, is_active) on activities to authenticated;
grant update (email, first_name, last_name, phone, notes) on customers to authenticated;
grant update (notes) on bookings to authenticated;
grant update (name, is_active) on embed_configs to authenticated;
grant update (full_name, phone) on users to authenticated;

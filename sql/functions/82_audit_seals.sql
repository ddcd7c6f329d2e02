-- Sealing the audit trail. Entries are written without any lock; rounds of sealing follow, in the order of ids, and
-- each takes what is committed for sure. Ids and not transactions are the order, because a dump that is restored into
-- another cluster keeps the ids and begins its transactions anew. The seals themselves are made by the program with a
-- key that the database does not have.

-- The entries with ids after one and up to another, as one digest per organization and month; of one organization or,
-- with null, of all. A digest is made of every
-- column of every entry, in one fixed spelling; whoever adds a column leaves it as it is.
drop function if exists app.audit_digests(bigint, bigint);
create or replace function app.audit_digests(p_after_id bigint, p_until_id bigint, p_organization_id uuid)
    returns table (organization_id uuid, month date, entries bigint, earliest timestamptz, digest text)
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
    set timezone = 'UTC'
as $$
begin
    return query
    select l.organization_id, date_trunc('month', l.created_at)::date as entry_month, count(*), min(l.created_at),
           encode(sha256(string_agg(sha256(convert_to(jsonb_build_array(l.organization_id, l.id, l.created_at,
               l.transaction_id::text, l.actor_type, l.user_id, l.api_key_id, l.action, l.resource_type, l.resource_id,
               l.old_values, l.new_values, l.ip_address::text, l.user_agent, l.request_id)::text, 'UTF8')), ''::bytea
               order by l.id, l.created_at)), 'hex')
    from audit_logs l
    where l.id > p_after_id and l.id <= p_until_id
      and (p_organization_id is null or l.organization_id = p_organization_id)
    group by l.organization_id, entry_month
    order by l.organization_id, entry_month;
end
$$;

-- The highest id that was given to an entry, and a transaction that is later than every one that got such an id: who
-- writes an entry has begun to write before it gets the id (app.audit_event sees to it). Called in a transaction of its
-- own, which ends at once, so that nobody waits for it. {code: ok, id, transaction_id}.
create or replace function app.audit_horizon() returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    -- In this order.
    v_id constant bigint := coalesce(pg_sequence_last_value('public.audit_logs_id_seq'), 0);
    v_transaction_id constant xid8 := pg_current_xact_id();
begin
    return jsonb_build_object('code', 'ok', 'id', v_id, 'transaction_id', v_transaction_id::text);
end
$$;

-- Whether every transaction up to this one has ended; waits for them, but no longer than a second.
create or replace function app.has_ended_up_to(p_transaction_id xid8) returns boolean
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    for attempt in 1 .. 50 loop
        if pg_snapshot_xmin(pg_current_snapshot()) > p_transaction_id then
            return true;
        end if;
        perform pg_sleep(0.02);
    end loop;
    return false;
end
$$;

-- What the next round has to seal: at most p_entries_max entries up to the horizon, an answer of app.audit_horizon. Ids
-- are given before commit, so a plain "the highest id" would leave out what commits late; here every transaction that
-- may have one has ended, or nothing is sealed yet. Also the months that are wholly older than p_keep_days and sealed
-- to the end, which the round may drop. Members of `seals` say what each seal follows.
create or replace function app.begin_audit_round(p_horizon jsonb, p_entries_max integer, p_keep_days integer)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
    set timezone = 'UTC'
as $$
declare
    v_sealed_at constant timestamptz := clock_timestamp();
    v_final_id bigint;
    v_last audit_rounds;
    v_until_id bigint;
    v_dropped jsonb;
begin
    if app.has_ended_up_to((p_horizon ->> 'transaction_id')::xid8) then
        v_final_id := p_horizon ->> 'id';
    end if;
    select * into v_last from audit_rounds order by number desc limit 1;
    v_last.number := coalesce(v_last.number, 0);
    -- The first round takes every id, also those that no sequence gives.
    v_last.until_id := coalesce(v_last.until_id, '-9223372036854775808');
    -- Of many entries the first so many; of few all, and the ids that were given and not used.
    select e.id into v_until_id
    from audit_logs e where e.id > v_last.until_id and e.id <= v_final_id
    order by e.id offset p_entries_max - 1 limit 1;
    v_until_id := coalesce(v_until_id, greatest(v_final_id, v_last.until_id));

    select coalesce(jsonb_agg(m.month order by m.month), '[]') into v_dropped
    from (
        select to_date(right(c.relname, 7), 'YYYY_MM') as month
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'public.audit_logs'::regclass
    ) m
    where m.month + interval '1 month' <= now() - make_interval(days => p_keep_days)
      and not exists (
        select from audit_logs l
        where l.created_at >= m.month and l.created_at < m.month + interval '1 month' and l.id > v_last.until_id);

    return jsonb_build_object('code', 'ok', 'number', v_last.number + 1, 'previous', coalesce(v_last.seal, ''),
        'sealed_at', app.iso(v_sealed_at), 'until_id', v_until_id, 'dropped_months', v_dropped,
        'seals', coalesce((
            select jsonb_agg(jsonb_build_object('organization_id', s.organization_id, 'sequence', s.sequence,
                       'month', s.month, 'entries', s.entries, 'digest', s.digest, 'previous', s.previous)
                       order by s.organization_id, s.sequence)
            from (
                select d.*, coalesce(l.sequence, 0) + row_number() over own as sequence,
                       -- The second seal of an organization in one round follows the first, which the program makes.
                       case when row_number() over own = 1 then coalesce(l.seal, '') end as previous
                from app.audit_digests(v_last.until_id, v_until_id, null) d
                left join lateral (
                    select a.sequence, a.seal from audit_seals a
                    where a.organization_id = d.organization_id order by a.sequence desc limit 1
                ) l on true
                window own as (partition by d.organization_id order by d.month)
            ) s), '[]'));
end
$$;

-- Keeps a round and its seals, and drops the months that it names. Of two nodes that made the same round one is refused
-- by the key of audit_rounds, and nothing of it stays: {code: ok} | version_mismatch.
create or replace function app.finish_audit_round(p_round jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_month date;
begin
    insert into audit_rounds (number, sealed_at, until_id, dropped_months, digest, previous, seal)
    values ((p_round ->> 'number')::bigint, (p_round ->> 'sealed_at')::timestamptz, (p_round ->> 'until_id')::bigint,
        array(select m::date from jsonb_array_elements_text(p_round -> 'dropped_months') m),
        p_round ->> 'digest', p_round ->> 'previous', p_round ->> 'seal')
    on conflict (number) do nothing;
    if not found then
        return '{"code": "version_mismatch"}';
    end if;
    insert into audit_seals (organization_id, sequence, round, month, entries, digest, previous, seal)
    select (s ->> 'organization_id')::uuid, (s ->> 'sequence')::bigint, (p_round ->> 'number')::bigint,
           (s ->> 'month')::date, (s ->> 'entries')::bigint, s ->> 'digest', s ->> 'previous', s ->> 'seal'
    from jsonb_array_elements(p_round -> 'seals') s;
    for v_month in select m::date from jsonb_array_elements_text(p_round -> 'dropped_months') m loop
        perform app.drop_audit_partition(v_month);
    end loop;
    return '{"code": "ok"}';
end
$$;

-- One kept round with its seals and what the entries say now, for `bookingtms audit verify`; null after the last one.
-- Months that any round dropped have no entries to compare. With an organization only its entries are read; the round
-- and its seals are the same.
drop function if exists app.read_audit_round(bigint);
create or replace function app.read_audit_round(p_number bigint, p_organization_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
    set timezone = 'UTC'
as $$
declare
    v_round audit_rounds;
    v_before audit_rounds;
begin
    select * into v_before from audit_rounds r where r.number = p_number - 1;
    select * into v_round from audit_rounds r where r.number = p_number;
    if not found then
        return jsonb_build_object('code', 'ok', 'round', null,
            'later', (select min(r.number) from audit_rounds r where r.number > p_number),
            'unsealed', (select count(*) from audit_logs l
                         where (v_before.until_id is null or l.id > v_before.until_id)
                           and (p_organization_id is null or l.organization_id = p_organization_id)));
    end if;
    return jsonb_build_object('code', 'ok',
        'round', jsonb_build_object('number', v_round.number, 'sealed_at', app.iso(v_round.sealed_at),
            'until_id', v_round.until_id, 'dropped_months', to_jsonb(v_round.dropped_months), 'digest', v_round.digest,
            'previous', v_round.previous, 'seal', v_round.seal),
        'dropped', coalesce((select jsonb_agg(distinct m) from audit_rounds r, unnest(r.dropped_months) m
                             where r.dropped_months <> '{}'), '[]'),
        'seals', coalesce((
            select jsonb_agg(jsonb_build_object('organization_id', s.organization_id, 'sequence', s.sequence,
                       'month', s.month, 'entries', s.entries, 'digest', s.digest, 'previous', s.previous,
                       'seal', s.seal) order by s.organization_id, s.sequence)
            from audit_seals s where s.round = p_number), '[]'),
        'found', coalesce((
            select jsonb_agg(jsonb_build_object('organization_id', d.organization_id, 'month', d.month,
                       'entries', d.entries, 'digest', d.digest,
                       -- Ten minutes are what clocks may differ or be set back.
                       'dated_back', coalesce(d.earliest < v_before.sealed_at - interval '10 minutes', false)))
            from app.audit_digests(coalesce(v_before.until_id, '-9223372036854775808'), v_round.until_id,
                                   p_organization_id) d), '[]'));
end
$$;

-- The organization with this slug or id, also where nothing but its trail is left. {code: ok, id} |
-- organization_not_found.
create or replace function app.find_audited_organization(p_slug text, p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_id uuid;
begin
    select o.id into v_id from organizations o where o.slug = p_slug or o.id = p_id
    order by o.slug = p_slug desc limit 1;
    if not found and exists (select from audit_seals s where s.organization_id = p_id) then
        v_id := p_id;
    end if;
    if v_id is null then
        return '{"code": "organization_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'id', v_id);
end
$$;

-- Months for which entries can be written: the running one and three more.
create or replace function app.make_audit_partitions() returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.make_audit_partition(
        (date_trunc('month', now() at time zone 'UTC') + make_interval(months => ahead))::date)
    from generate_series(0, 3) ahead;
    return 4;
end
$$;

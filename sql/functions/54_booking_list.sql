-- Lists of bookings for staff: filtered, searched, and as fast at a million rows as at ten.
--
-- A list takes the first rows of each wanted state from an index that begins with the filter and the state and ends
-- with the order (sql/migrations/0003_people_and_keys.sql), then merges them: at most (states x page) rows are read,
-- however rare or frequent a state is. Sessions and customers have few enough bookings to be sorted. The statement is
-- put together from constant pieces; values are parameters only, and it is planned with them.

-- The condition that finds what staff typed into a search: the beginning of a booking number (with or without its
-- "BK-"), of a confirmation code, an email address, a last name or the digits of a phone number. $1 is the
-- organization, $2 the text in lower case, $3 in upper case, $4 its digits. Nothing in the text is a pattern.
create or replace function app.booking_search_condition(p_digits text) returns text
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return $sql$(b.booking_number collate "C" ^@ $3 or b.booking_number collate "C" ^@ ('BK-' || $3)
        or b.confirmation_code collate "C" ^@ $3
        or (b.contact ->> 'email') collate "C" ^@ $2
        or lower((b.contact ->> 'last_name') collate "und-x-icu") collate "C" ^@ $2$sql$
        || case when length(p_digits) >= 2
                then $sql$ or regexp_replace(b.contact ->> 'phone', '[^0-9]', '', 'g') collate "C" ^@ $4)$sql$
                else ')' end;
end
$$;
alter function app.booking_search_condition(text) owner to bookingtms_engine;
revoke execute on function app.booking_search_condition(text) from public;

-- The bookings that a search finds, of which the newest are wanted. What fits often fills a page from the newest
-- bookings; otherwise all that fit are taken from the indexes of what is searched. Left alone with the limit, the
-- planner walks through all bookings, as if those that fit were spread over them evenly: who looked for a guest of long
-- ago read every booking since. And told the organization by an equality, it may take the newest from the index of ids
-- alone, as if every organization had been busy to the last: the newest are a range of the primary key. $1 is the
-- organization, $13 the last one seen, $14 how many.
create or replace function app.booking_search_branch(p_condition text, p_after boolean) returns text
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_after constant text := case when p_after then ' and b.id < $13' else '' end;
    v_before constant text := case when p_after then '$13' else '''ffffffff-ffff-ffff-ffff-ffffffffffff''' end;
begin
    return format($sql$
        with near as materialized (
            select b.id, b.booking_date, b.start_time
            from (
                select * from bookings b
                where (b.organization_id, b.id) >= ($1, '00000000-0000-0000-0000-000000000000')
                  and (b.organization_id, b.id) < ($1, %3$s)
                order by b.organization_id desc, b.id desc limit $14 * 20) b
            where %1$s
            order by b.id desc limit $14
        ), every as materialized (
            select b.id, b.booking_date, b.start_time from bookings b where %1$s %2$s
        )
        select n.* from near n where (select count(*) from near) = $14
        union all
        select e.* from every e where (select count(*) from near) < $14$sql$, p_condition, v_after, v_before);
end
$$;
alter function app.booking_search_branch(text, boolean) owner to bookingtms_engine;
revoke execute on function app.booking_search_branch(text, boolean) from public;

-- The part of a list that has this state. It is also ordered by the state: under row-level security the planner draws
-- no conclusion from equality of enums, so only that lets it see that an index with the state has the order. $11, $12,
-- $13: day, start and id of the last one seen; $14: how many.
create or replace function app.booking_list_branch(
    p_status booking_status, p_condition text, p_by_calendar boolean, p_after boolean
) returns text
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return format('(select b.id, b.booking_date, b.start_time from bookings b where %s and b.status = %L',
                  p_condition, p_status)
        || case when not p_after then ''
                when p_by_calendar then ' and (b.booking_date, b.start_time, b.id) > ($11, $12, $13)'
                else ' and b.id < $13' end
        || case when p_by_calendar then ' order by b.status, b.booking_date, b.start_time, b.id'
                else ' order by b.status desc, b.id desc' end || ' limit $14)';
end
$$;
alter function app.booking_list_branch(booking_status, text, boolean, boolean) owner to bookingtms_engine;
revoke execute on function app.booking_list_branch(booking_status, text, boolean, boolean) from public;

-- A page of bookings. p_order: `newest` (by id) or `start_time` (by the day in the venue's calendar, then the start,
-- then id); days can only be listed by the calendar. p_statuses null: all. p_starting_after: the last one of the page
-- before. {code: ok, data, has_more} | permission_denied | invalid_field.
create or replace function app.list_bookings(
    p_statuses booking_status[], p_session_id uuid, p_activity_id uuid, p_venue_id uuid, p_customer_id uuid,
    p_from date, p_until date, p_query text, p_order text, p_starting_after uuid, p_limit integer
) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('bookings:read');
    v_digits constant text := regexp_replace(p_query, '[^0-9]', '', 'g');
    v_by_calendar constant boolean := p_order = 'start_time';
    v_order constant text := case when v_by_calendar then 'booking_date, start_time, id' else 'id desc' end;
    v_condition text;
    v_sql text;
    v_statuses constant booking_status[] := coalesce(p_statuses, enum_range(null::booking_status));
    v_after_date date;
    v_after_start timestamptz;
    v_is_after boolean;
    v_ids uuid[];
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    if v_by_calendar and p_starting_after is not null then
        select b.booking_date, b.start_time into v_after_date, v_after_start
        from bookings b where b.organization_id = v_organization_id and b.id = p_starting_after;
        if not found then
            return '{"code": "invalid_field", "param": "starting_after", "detail": "There is no such booking."}';
        end if;
    end if;
    -- What was seen before the first wanted day is no place to go on from.
    v_is_after := p_starting_after is not null and (v_after_date < p_from) is not true;

    v_condition := 'b.organization_id = $1'
        || case when p_session_id is null then '' else ' and b.session_id = $5' end
        || case when p_activity_id is null then '' else ' and b.activity_id = $6' end
        || case when p_venue_id is null then ''
                -- All bookings of an activity are at its venue, so this is asked once.
                when p_activity_id is not null then ' and exists (select from activities a
                    where a.organization_id = $1 and a.id = $6 and a.venue_id = $7)'
                else ' and b.venue_id = $7' end
        || case when p_from is null then '' else ' and b.booking_date >= $9' end
        || case when p_until is null then '' else ' and b.booking_date <= $10' end;
    if p_query is null and p_session_id is null and p_customer_id is null then
        select string_agg(app.booking_list_branch(wanted.status, v_condition, v_by_calendar, v_is_after), ' union all ')
        into v_sql
        from unnest(v_statuses) as wanted(status);
    else
        v_condition := 'b.status = any ($15) and ' || v_condition
            || case when p_customer_id is null then '' else ' and b.customer_id = $8' end
            || case when p_query is null then '' else ' and ' || app.booking_search_condition(v_digits) end;
        v_sql := case when p_session_id is null and p_customer_id is null and not v_by_calendar
            then app.booking_search_branch(v_condition, v_is_after)
            else 'select b.id, b.booking_date, b.start_time from bookings b where ' || v_condition
            || case when not v_is_after then ''
                    when v_by_calendar then ' and (b.booking_date, b.start_time, b.id) > ($11, $12, $13)'
                    else ' and b.id < $13' end
            end;
    end if;
    execute format('select array_agg(id order by %1$s) from (select * from (%2$s) page order by %1$s limit $14) page',
                   v_order, v_sql)
    into v_ids
    using v_organization_id, lower(p_query collate "und-x-icu"), upper(p_query), v_digits, p_session_id, p_activity_id,
        p_venue_id, p_customer_id, p_from, p_until, v_after_date, v_after_start, p_starting_after, p_limit + 1,
        v_statuses;

    return jsonb_build_object('code', 'ok', 'has_more', coalesce(cardinality(v_ids), 0) > p_limit,
        'data', coalesce((
            select jsonb_agg(app.booking_json(b) order by shown.ordinal)
            from unnest(v_ids[:p_limit]) with ordinality as shown(id, ordinal)
            join bookings b on b.organization_id = v_organization_id and b.id = shown.id), '[]'));
end
$$;
alter function app.list_bookings(
    booking_status[], uuid, uuid, uuid, uuid, date, date, text, text, uuid, integer) owner to bookingtms_engine;
revoke execute on function app.list_bookings(
    booking_status[], uuid, uuid, uuid, uuid, date, date, text, text, uuid, integer) from public;
grant execute on function app.list_bookings(
    booking_status[], uuid, uuid, uuid, uuid, date, date, text, text, uuid, integer) to authenticated;

-- name: read_availability_activity :one
-- Whose sessions are asked for: no row without an active embed, a null activity where it is not theirs.
select a.id, v.time_zone, o.id as organization_id
from organizations o
left join (activities a join venues v on v.organization_id = a.organization_id and v.id = a.venue_id)
     on a.organization_id = o.id and a.id = $1::uuid;

-- name: list_availability :many
-- Sessions of an activity that can be booked now, from one venue-local date to another, both included;
-- sold-out ones too, unless a party size is asked for. The plain bounds on start_time let the index find
-- them; the venue's calendar decides. The activity and its venue are read first and once, not for each session.
with offered as materialized (
    select a.organization_id, a.id, a.min_party, a.max_party, a.mode, v.time_zone, p.standard_minor, p.rules,
           (now() at time zone v.time_zone)::date + a.booking_window_days as last_day,
           now() + make_interval(mins => a.booking_cutoff_minutes) as first_start
    from activities a
    join venues v on v.organization_id = a.organization_id and v.id = a.venue_id
    cross join app.visitor_prices(a.id) p
    where a.id = $1::uuid
)
select s.id, s.start_time, s.end_time, s.capacity_total,
       s.capacity_remaining + coalesce(l.spots, 0) as capacity_remaining,
       s.version, case when a.rules is null then coalesce(a.standard_minor, s.price_minor)
                       else app.session_price(coalesce(a.standard_minor, s.price_minor),
                                              s.start_time at time zone a.time_zone, a.rules) end as price_minor,
       s.currency
from offered a
join activity_sessions s on s.organization_id = a.organization_id and s.activity_id = a.id
left join app.lapsed_seats() l on l.session_id = s.id
where s.start_time >= ($2::date - 1)::timestamp at time zone 'UTC'
  and s.start_time < ($3::date + 2)::timestamp at time zone 'UTC'
  and s.start_time > a.first_start
  and (s.start_time at time zone a.time_zone)::date between $2::date and least($3::date, a.last_day)
  and ($4::integer is null
       or ($4::integer between a.min_party and least(a.max_party, s.capacity_total)
           and s.capacity_remaining + coalesce(l.spots, 0)
               >= case a.mode when 'private' then s.capacity_total else $4::integer end))
order by s.start_time;

-- name: read_session :one
-- One session with what a page needs to sell it; not filtered by cutoff, taking a hold decides.
select s.id, s.activity_id, s.start_time, s.end_time, s.capacity_total,
       s.capacity_remaining + coalesce(l.spots, 0) as capacity_remaining,
       s.version, app.session_price(coalesce(p.standard_minor, s.price_minor), s.start_time at time zone v.time_zone,
                                    p.rules) as price_minor,
       s.currency, v.time_zone
from activity_sessions s
join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
cross join app.visitor_prices(s.activity_id) p
left join app.lapsed_seats() l on l.session_id = s.id
where s.id = $1::uuid;

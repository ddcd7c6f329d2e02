-- name: read_embed_organization :one
-- The organization of the embed key in the claims; no row where the key is not active.
select o.id, o.name, o.slug, o.currency, o.primary_color, app.payment_methods() from organizations o;

-- name: read_allowed_domains :one
select app.visitor_allowed_domains();

-- name: list_embed_venues :many
select v.id, v.name, v.address, v.time_zone
from venues v
where exists (select from activities a where a.organization_id = v.organization_id and a.venue_id = v.id)
order by v.name, v.id;

-- name: list_embed_activities :many
select a.id, a.venue_id, a.name, a.slug, a.tagline, a.description, a.duration_minutes, a.capacity, a.mode,
       a.min_party, a.max_party,
       coalesce((o.offer #>> '{ticket_types,0,price,amount}')::bigint, a.price_minor) as price_minor, a.currency,
       a.booking_cutoff_minutes, a.booking_window_days, o.offer
from activities a
join venues v on v.organization_id = a.organization_id and v.id = a.venue_id
cross join app.activity_offer(a.id) o(offer)
order by a.name, a.id;

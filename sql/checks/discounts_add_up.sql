-- The counters of promo codes and gift cards are what their uses say. A row here is a use given away twice, or money
-- that came from nowhere.
select p.organization_id, 'promo_codes' as table_name, p.id, p.uses_reserved::bigint as reserved,
    p.uses_settled::bigint as settled,
       count(u.*) filter (where u.state = 'reserved') as reserved_by_uses,
       count(u.*) filter (where u.state = 'settled') as settled_by_uses
from promo_codes p
left join promo_code_uses u on u.organization_id = p.organization_id and u.promo_code_id = p.id
group by p.organization_id, p.id
having (p.uses_reserved, p.uses_settled) is distinct from
       (count(u.*) filter (where u.state = 'reserved'), count(u.*) filter (where u.state = 'settled'))
union all
select g.organization_id, 'gift_cards', g.id, g.reserved_minor, g.initial_minor - g.balance_minor,
       coalesce(sum(u.amount_minor) filter (where u.state = 'reserved'), 0),
       coalesce(sum(case u.kind when 'credit' then -u.amount_minor else u.amount_minor end)
                filter (where u.state = 'settled'), 0)
from gift_cards g
left join gift_card_uses u on u.organization_id = g.organization_id and u.gift_card_id = g.id
group by g.organization_id, g.id
having (g.reserved_minor, g.initial_minor - g.balance_minor) is distinct from
       (coalesce(sum(u.amount_minor) filter (where u.state = 'reserved'), 0),
        coalesce(sum(case u.kind when 'credit' then -u.amount_minor else u.amount_minor end)
                 filter (where u.state = 'settled'), 0));

-- The ledger sums to zero in every currency of every organization, and nothing that was paid waits for long without
-- belonging to a booking or to a refund.
select organization_id, currency, sum(amount_minor) as difference
from ledger_entries group by organization_id, currency having sum(amount_minor) <> 0
union all
select p.organization_id, p.currency, p.captured_minor - p.refunded_minor
from payments p
where p.status = 'succeeded' and p.booking_id is null and p.purpose <> 'gift_card'
  and p.captured_minor <> p.refunded_minor;

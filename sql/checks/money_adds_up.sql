-- Every booking's money adds up: what customers owe in the ledger is what the booking costs, less what was paid, plus
-- what went back; and what the ledger calls income, tax and fees is what the booking costs. A row here is money made up
-- or lost.
select b.organization_id, b.id as booking_id, b.total_minor + b.adjustment_minor as charge, b.paid_minor,
       b.refunded_minor,
       coalesce(l.receivable, 0) as receivable, coalesce(l.income, 0) as income
from bookings b
left join (
    select organization_id, booking_id,
           sum(amount_minor) filter (where account = 'receivable') as receivable,
           sum(amount_minor) filter (where account in ('sales', 'tax_payable', 'booking_fees')) as income
    from ledger_entries where booking_id is not null group by organization_id, booking_id
) l on l.organization_id = b.organization_id and l.booking_id = b.id
where b.is_ledgered
  and (coalesce(l.receivable, 0) <> b.total_minor + b.adjustment_minor - b.paid_minor + b.refunded_minor
       or coalesce(l.income, 0) <> -(b.total_minor + b.adjustment_minor));

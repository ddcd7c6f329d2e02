-- Every payment that was made stands in the ledger once, with what went back of it: captured less refunded is what its
-- entries left in the till, the payment provider's account or on the gift card. A row here is a payment booked twice or
-- not at all.
select p.organization_id, p.id as payment_id, p.captured_minor, coalesce(r.succeeded, 0) as refunded,
       coalesce(l.money, 0) as money
from payments p
left join (
    select organization_id, payment_id, sum(amount_minor) filter (where status = 'succeeded') as succeeded,
           sum(amount_minor) filter (where status <> 'failed') as counted
    from refunds group by organization_id, payment_id
) r on r.organization_id = p.organization_id and r.payment_id = p.id
left join (
    select organization_id, payment_id, sum(amount_minor) as money
    from ledger_entries
    where account in ('card_clearing', 'venue_cash', 'gift_card_liability')
      and kind not in ('payment.fee', 'refund.fee', 'gift_card.sold')
      and kind not like 'dispute.%'
    group by organization_id, payment_id
) l on l.organization_id = p.organization_id and l.payment_id = p.id
where coalesce(l.money, 0) <> p.captured_minor - coalesce(r.succeeded, 0)
   or p.refunded_minor <> coalesce(r.counted, 0);

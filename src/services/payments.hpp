// Payments and refunds: opened at their provider, asked about, given back.
#pragma once

#include "services/payment_provider.hpp"
#include "services/staff.hpp"

namespace services {

// How long an open payment's seats are kept: what a customer has to pay, and what its provider
// takes at most to end it.
int hold_window_seconds(const Rules& rules);
int payment_window_seconds(const Rules& rules);

// Where a customer goes who has paid, or would rather not: what the buyer asked for, otherwise the
// page of the booking. It follows from the payment alone, because a repeated request to a provider
// has to be the same request.
ReturnPages return_pages(const Context& context, const store::PaymentTask& task);

// The address where the payment is made; asked for at its provider where that is not known yet.
// payment_provider_unavailable | payment_not_found.
base::Task<base::Result<std::string>> open_payment(Context context, base::Uuid organization_id,
                                                   base::Uuid payment_id);

struct SettlementRound {
    int asked = 0;
    int unanswered = 0;
    bool more = false;  // at once
};

// Asks the providers of open payments for the truth, so that a lost webhook loses nothing, and ends
// those whose time is over.
base::Task<base::Result<SettlementRound>> settle_open_payments(Context context);

// Makes the refunds that are due.
base::Task<base::Result<SettlementRound>> make_due_refunds(Context context);

// The money of a booking, and what staff do with it. The refusals are those of the store's
// functions of the same names.
base::Task<base::Result<store::Outcome>> read_booking_money(Context context, Staff staff,
                                                            base::Uuid booking_id);
base::Task<base::Result<store::Outcome>> refund_booking(Context context, Staff staff,
                                                        base::Uuid booking_id,
                                                        store::RefundOrder order,
                                                        store::Idempotency idempotency);
base::Task<base::Result<store::Outcome>> take_venue_payment(
    Context context, Staff staff, base::Uuid booking_id, std::optional<std::int64_t> amount_minor,
    store::Idempotency idempotency);

// How an organization takes payments beside its payment account.
base::Task<base::Result<store::Outcome>> read_payment_settings(Context context, Staff staff);
base::Task<base::Result<store::Outcome>> update_payment_settings(Context context, Staff staff,
                                                                 std::int64_t expected_version,
                                                                 std::optional<bool> pay_at_venue);

}  // namespace services

// What customers do with their own booking by its signed link. sql/functions/53_manage.sql. All for
// the engine: the caller has checked the link that names organization and booking.
#pragma once

#include "store/payments.hpp"

namespace store {

struct BookingName {
    base::Uuid organization_id;
    base::Uuid id;
};

// booking_not_found.
base::Task<base::Result<Outcome>> read_managed_booking(Context context, BookingName booking);

// expected_refund_minor: what the customer was shown. idempotency_key_reused | booking_not_found |
// invalid_transition | refund_changed.
base::Task<base::Result<Outcome>> cancel_managed_booking(Context context, BookingName booking,
                                                         std::int64_t expected_refund_minor,
                                                         Idempotency idempotency);

// idempotency_key_reused | booking_not_found | invalid_transition | session_not_found |
// session_closed | the refusals of a move.
base::Task<base::Result<Outcome>> reschedule_managed_booking(Context context, BookingName booking,
                                                             base::Uuid session_id,
                                                             base::Uuid reservation_id,
                                                             Idempotency idempotency);

// The next sessions that the booking can be moved to, each with what it would cost there; of
// `session_id` alone where that is given. booking_not_found.
base::Task<base::Result<Outcome>> list_managed_sessions(Context context, BookingName booking,
                                                        std::optional<base::Uuid> session_id,
                                                        int sessions_max);

// idempotency_key_reused | booking_not_found | nothing_to_pay | payment_method_unavailable.
base::Task<base::Result<PaymentTask>> open_balance_payment(Context context, BookingName booking,
                                                           std::string provider,
                                                           base::Uuid payment_id,
                                                           int payment_window_seconds,
                                                           Idempotency idempotency);

}  // namespace store

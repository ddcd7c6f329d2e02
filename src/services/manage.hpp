// What customers do with their own booking by the signed link of their mail, without an account.
#pragma once

#include "services/context.hpp"
#include "store/manage.hpp"

namespace services {

// The booking that the link names, where one of the server's keys signed it. booking_not_found.
base::Result<store::BookingName> read_manage_link(const Context& context, std::string_view token);

// The refusals are those of the store's functions of the same names.
base::Task<base::Result<store::Outcome>> read_managed_booking(Context context,
                                                              store::BookingName booking);
// The booking as a calendar file; with the same name and numbers as the one of the mails, so that
// each replaces the other. booking_not_found.
base::Task<base::Result<std::string>> managed_calendar(Context context, store::BookingName booking,
                                                       std::string link);
// The ticket as a picture of its QR code. booking_not_found | invalid_transition where the booking
// lets nobody in any more.
base::Task<base::Result<std::string>> managed_ticket(Context context, store::BookingName booking);

base::Task<base::Result<store::Outcome>> cancel_managed_booking(Context context,
                                                                store::BookingName booking,
                                                                std::int64_t expected_refund_minor,
                                                                store::Idempotency idempotency);
base::Task<base::Result<store::Outcome>> reschedule_managed_booking(Context context,
                                                                    store::BookingName booking,
                                                                    base::Uuid session_id,
                                                                    store::Idempotency idempotency);

// Where the booking can be moved to, the next ones first; `session_id` alone where that is given.
base::Task<base::Result<store::Outcome>> list_managed_sessions(
    Context context, store::BookingName booking, std::optional<base::Uuid> session_id);

// The address where the customer pays what is still to pay. payment_method_unavailable, then the
// refusals of the store, then payment_provider_unavailable.
base::Task<base::Result<store::PaymentTask>> pay_managed_booking(Context context,
                                                                 store::BookingName booking,
                                                                 std::string provider,
                                                                 store::Idempotency idempotency);

}  // namespace services

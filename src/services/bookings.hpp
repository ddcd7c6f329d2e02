// What staff do with bookings.
#pragma once

#include "services/staff.hpp"
#include "store/bookings.hpp"

namespace services {

struct BookingInput {
    base::Uuid session_id;
    int party_size = 0;
    std::optional<std::int64_t> expected_version;  // of the session
    store::Order order;
    std::optional<std::string> notes;
};

struct RescheduleInput {
    base::Uuid session_id;
    std::optional<std::int64_t> expected_version;  // of that session
    bool at_new_price = false;                     // otherwise the agreed price stays
};

// What is read at the door: the code of a ticket, or the number of a booking.
struct TicketInput {
    std::string code;
    bool is_leaving = false;
    bool accept_unpaid = false;
};

// The refusals are those of the store's functions of the same names, in their order.
base::Task<base::Result<store::Outcome>> list_bookings(Context context, Staff staff,
                                                       store::BookingFilter filter);
base::Task<base::Result<store::Outcome>> read_booking(Context context, Staff staff, base::Uuid id);

// Books for a customer, until the session ends.
base::Task<base::Result<store::Outcome>> book_by_hand(Context context, Staff staff,
                                                      BookingInput input,
                                                      store::Idempotency idempotency);
base::Task<base::Result<store::Outcome>> edit_booking(Context context, Staff staff, base::Uuid id,
                                                      std::int64_t expected_version,
                                                      std::optional<std::string> notes);
base::Task<base::Result<store::Outcome>> cancel_booking(Context context, Staff staff, base::Uuid id,
                                                        std::optional<std::string> reason,
                                                        store::CancellationRefund refund,
                                                        store::Idempotency idempotency);

// Moves a booking to another session, or leaves it as it was.
base::Task<base::Result<store::Outcome>> reschedule_booking(Context context, Staff staff,
                                                            base::Uuid id, RescheduleInput input,
                                                            store::Idempotency idempotency);
base::Task<base::Result<store::Outcome>> attend_booking(Context context, Staff staff, base::Uuid id,
                                                        store::Attendance attendance,
                                                        store::Idempotency idempotency);

// Lets somebody in or out by what they show. ticket_invalid where a code is not genuine or of
// another organization; then the refusals of the store.
base::Task<base::Result<store::Outcome>> scan_ticket(Context context, Staff staff,
                                                     TicketInput input,
                                                     store::Idempotency idempotency);

}  // namespace services

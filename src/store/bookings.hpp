// What staff do with bookings. sql/functions/54_booking_list.sql, 55_bookings.sql.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/civil.hpp"
#include "domain/states.hpp"
#include "store/checkouts.hpp"
#include "store/outcome.hpp"

namespace store {

// Which bookings, in which order; what is absent restricts nothing.
struct BookingFilter {
    std::vector<domain::BookingStatus> statuses;
    std::optional<base::Uuid> session_id;
    std::optional<base::Uuid> activity_id;
    std::optional<base::Uuid> venue_id;
    std::optional<base::Uuid> customer_id;
    std::optional<domain::CivilDate> from;  // days of the venue's calendar, both included
    std::optional<domain::CivilDate> to;
    std::optional<std::string> search;
    bool by_start_time = false;  // otherwise newest first
    int limit = 0;
    std::optional<base::Uuid> starting_after;
};

struct NewBooking {
    base::Uuid session_id;
    int party_size = 0;
    std::optional<std::int64_t> expected_version;  // of the session
    Order order;
    std::optional<std::string> notes;
    // Made by the caller, so that a repeated attempt inside the program means the same rows.
    base::Uuid reservation_id;
    base::Uuid checkout_id;  // names what the booking takes of a promo code and a gift card
    base::Uuid booking_id;
    base::Uuid customer_id;
    std::string confirmation_code;
};

struct NewSession {
    base::Uuid session_id;
    std::optional<std::int64_t> expected_version;  // of that session
    base::Uuid reservation_id;                     // new, for the seats there
    bool at_new_price = false;                     // otherwise the agreed price stays
};

// What of the money goes back when staff cancel.
enum class CancellationRefund { policy, full, none };

// A ticket as it is shown at the door: the booking that its code names, or the booking's number.
struct ShownTicket {
    std::optional<base::Uuid> booking_id;
    std::string booking_number;
    bool is_leaving = false;  // otherwise they come
    bool accept_unpaid = false;
};

// What happens at the venue; the actions of app.attend_booking.
enum class Attendance { check_in, no_show, complete };

// A page of bookings. permission_denied | invalid_field.
base::Task<base::Result<Outcome>> list_bookings(Context context, BookingFilter filter);

// permission_denied | booking_not_found.
base::Task<base::Result<Outcome>> read_booking(Context context, base::Uuid id);

// permission_denied | idempotency_key_reused | session_not_found | invalid_spots | session_closed |
// version_mismatch | insufficient_capacity | what the price and the discounts refuse.
base::Task<base::Result<Outcome>> book_by_hand(Context context, NewBooking booking,
                                               Idempotency idempotency);

// permission_denied | booking_not_found | precondition_failed.
base::Task<base::Result<Outcome>> edit_booking(Context context, base::Uuid id,
                                               std::int64_t expected_version,
                                               std::optional<std::string> notes);

// permission_denied | idempotency_key_reused | booking_not_found | invalid_transition.
base::Task<base::Result<Outcome>> cancel_booking(Context context, base::Uuid id,
                                                 std::optional<std::string> reason,
                                                 CancellationRefund refund,
                                                 Idempotency idempotency);

// permission_denied | idempotency_key_reused | booking_not_found | invalid_transition |
// invalid_field | the refusals of book_by_hand about the session.
base::Task<base::Result<Outcome>> reschedule_booking(Context context, base::Uuid id,
                                                     NewSession session, Idempotency idempotency);

// permission_denied | idempotency_key_reused | booking_not_found | invalid_transition.
base::Task<base::Result<Outcome>> attend_booking(Context context, base::Uuid id,
                                                 Attendance attendance, Idempotency idempotency);

// permission_denied | idempotency_key_reused | booking_not_found | payment_due |
// invalid_transition.
base::Task<base::Result<Outcome>> scan_ticket(Context context, ShownTicket ticket,
                                              Idempotency idempotency);

}  // namespace store

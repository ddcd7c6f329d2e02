// What staff do with bookings.
#include "services/bookings.hpp"

#include "services/checkouts.hpp"
#include "services/tokens.hpp"

namespace services {
namespace {

constexpr std::size_t booking_number_characters_max = 20;

}  // namespace

base::Task<base::Result<store::Outcome>> list_bookings(Context context, Staff staff,
                                                       store::BookingFilter filter) {
    co_return co_await store::list_bookings(as_staff(context, staff), std::move(filter));
}

base::Task<base::Result<store::Outcome>> read_booking(Context context, Staff staff, base::Uuid id) {
    co_return co_await store::read_booking(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> book_by_hand(Context context, Staff staff,
                                                      BookingInput input,
                                                      store::Idempotency idempotency) {
    const base::Instant now = context.clock->now();
    store::NewBooking booking;
    booking.session_id = input.session_id;
    booking.party_size = input.party_size;
    booking.expected_version = input.expected_version;
    booking.order = std::move(input.order);
    booking.notes = std::move(input.notes);
    booking.reservation_id = base::new_uuid(now);
    booking.checkout_id = base::new_uuid(now);
    booking.booking_id = base::new_uuid(now);
    booking.customer_id = base::new_uuid(now);
    booking.confirmation_code = new_confirmation_code();
    co_return co_await store::book_by_hand(as_staff(context, staff), std::move(booking),
                                           std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> edit_booking(Context context, Staff staff, base::Uuid id,
                                                      std::int64_t expected_version,
                                                      std::optional<std::string> notes) {
    co_return co_await store::edit_booking(as_staff(context, staff), id, expected_version,
                                           std::move(notes));
}

base::Task<base::Result<store::Outcome>> cancel_booking(Context context, Staff staff, base::Uuid id,
                                                        std::optional<std::string> reason,
                                                        store::CancellationRefund refund,
                                                        store::Idempotency idempotency) {
    co_return co_await store::cancel_booking(as_staff(context, staff), id, std::move(reason),
                                             refund, std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> reschedule_booking(Context context, Staff staff,
                                                            base::Uuid id, RescheduleInput input,
                                                            store::Idempotency idempotency) {
    store::NewSession session;
    session.session_id = input.session_id;
    session.expected_version = input.expected_version;
    session.reservation_id = base::new_uuid(context.clock->now());
    session.at_new_price = input.at_new_price;
    co_return co_await store::reschedule_booking(as_staff(context, staff), id, std::move(session),
                                                 std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> attend_booking(Context context, Staff staff, base::Uuid id,
                                                        store::Attendance attendance,
                                                        store::Idempotency idempotency) {
    co_return co_await store::attend_booking(as_staff(context, staff), id, attendance,
                                             std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> scan_ticket(Context context, Staff staff,
                                                     TicketInput input,
                                                     store::Idempotency idempotency) {
    store::ShownTicket ticket;
    ticket.is_leaving = input.is_leaving;
    ticket.accept_unpaid = input.accept_unpaid;
    // Numbers of bookings are typed in; everything else has to be a code that we signed.
    if (input.code.size() <= booking_number_characters_max) {
        ticket.booking_number = std::move(input.code);
    } else {
        const auto link = read_ticket_code(*context.keys, input.code);
        if (!link || link->organization_id != staff.organization_id) {
            co_return base::fail(base::ErrorCode::ticket_invalid, "", "/code");
        }
        ticket.booking_id = link->id;
    }
    co_return co_await store::scan_ticket(as_staff(context, staff), std::move(ticket),
                                          std::move(idempotency));
}

}  // namespace services

// Calls of the functions of bookings.
#include "store/bookings.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

std::optional<std::string> date_text(const std::optional<domain::CivilDate>& date) {
    if (!date) return std::nullopt;
    return domain::format_date(*date);
}

std::string_view to_string(CancellationRefund refund) {
    switch (refund) {
        case CancellationRefund::policy:
            return "policy";
        case CancellationRefund::full:
            return "full";
        case CancellationRefund::none:
            return "none";
    }
    return "policy";
}

std::string_view to_string(Attendance attendance) {
    switch (attendance) {
        case Attendance::check_in:
            return "check_in";
        case Attendance::no_show:
            return "no_show";
        case Attendance::complete:
            return "complete";
    }
    return {};
}

}  // namespace

base::Task<base::Result<Outcome>> list_bookings(Context context, BookingFilter filter) {
    static const pg::Query& list = query("list_bookings");
    pg::Statement statement;
    statement.query = &list;
    std::vector<std::optional<std::string>> statuses;
    for (const auto status : filter.statuses) statuses.emplace_back(domain::to_string(status));
    if (statuses.empty()) {
        statement.params.null();
    } else {
        statement.params.array(statuses);
    }
    statement.params.uuid(filter.session_id).uuid(filter.activity_id).uuid(filter.venue_id);
    statement.params.uuid(filter.customer_id).text(date_text(filter.from));
    statement.params.text(date_text(filter.to)).text(std::move(filter.search));
    statement.params.text(filter.by_start_time ? "start_time" : "newest");
    statement.params.uuid(filter.starting_after).integer(filter.limit);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_booking(Context context, base::Uuid id) {
    static const pg::Query& read_one = query("read_booking");
    pg::Statement statement;
    statement.query = &read_one;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> book_by_hand(Context context, NewBooking booking,
                                               Idempotency idempotency) {
    static const pg::Query& book = query("book_by_hand");
    boost::json::object order = to_json(booking.order);
    order["session_id"] = base::to_string(booking.session_id);
    order["party_size"] = booking.party_size;
    if (booking.expected_version) order["expected_version"] = *booking.expected_version;
    if (booking.notes) order["notes"] = *booking.notes;
    boost::json::object prepared;
    prepared["reservation_id"] = base::to_string(booking.reservation_id);
    prepared["checkout_id"] = base::to_string(booking.checkout_id);
    prepared["booking_id"] = base::to_string(booking.booking_id);
    prepared["customer_id"] = base::to_string(booking.customer_id);
    prepared["confirmation_code"] = booking.confirmation_code;
    pg::Statement statement;
    statement.query = &book;
    statement.params.text(boost::json::serialize(order))
        .text(idempotency.key)
        .text(idempotency.fingerprint)
        .text(boost::json::serialize(prepared));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> edit_booking(Context context, base::Uuid id,
                                               std::int64_t expected_version,
                                               std::optional<std::string> notes) {
    static const pg::Query& edit = query("edit_booking");
    pg::Statement statement;
    statement.query = &edit;
    statement.params.uuid(id).integer(expected_version).text(std::move(notes));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> cancel_booking(Context context, base::Uuid id,
                                                 std::optional<std::string> reason,
                                                 CancellationRefund refund,
                                                 Idempotency idempotency) {
    static const pg::Query& cancel = query("cancel_booking");
    pg::Statement statement;
    statement.query = &cancel;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    statement.params.text(std::move(reason)).text(std::string(to_string(refund)));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> reschedule_booking(Context context, base::Uuid id,
                                                     NewSession session, Idempotency idempotency) {
    static const pg::Query& reschedule = query("reschedule_booking");
    pg::Statement statement;
    statement.query = &reschedule;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    statement.params.uuid(session.session_id).integer(session.expected_version);
    statement.params.uuid(session.reservation_id).boolean(session.at_new_price);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> attend_booking(Context context, base::Uuid id,
                                                 Attendance attendance, Idempotency idempotency) {
    static const pg::Query& attend = query("attend_booking");
    pg::Statement statement;
    statement.query = &attend;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    statement.params.text(std::string(to_string(attendance)));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> scan_ticket(Context context, ShownTicket ticket,
                                              Idempotency idempotency) {
    static const pg::Query& scan = query("scan_ticket");
    pg::Statement statement;
    statement.query = &scan;
    statement.params.uuid(ticket.booking_id).text(std::move(ticket.booking_number));
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    statement.params.text(ticket.is_leaving ? "check_out" : "check_in");
    statement.params.boolean(ticket.accept_unpaid);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

// Calls of the functions of bookings.
#include "store/bookings.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

std::optional<std::string> date_text(const std::optional<domain::CivilDate>& date) {
    if (!date) return std::nullopt;
    return domain::format_date(*date);
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
    pg::Statement statement;
    statement.query = &book;
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    statement.params.uuid(booking.session_id).integer(booking.party_size);
    statement.params.integer(booking.expected_version).uuid(booking.reservation_id);
    statement.params.uuid(booking.booking_id).uuid(booking.customer_id);
    statement.params.text(booking.confirmation_code);
    statement.params.text(booking.contact.first_name).text(booking.contact.last_name);
    statement.params.text(booking.contact.email).text(booking.contact.phone);
    statement.params.text(std::move(booking.notes));
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
                                                 Idempotency idempotency) {
    static const pg::Query& cancel = query("cancel_booking");
    pg::Statement statement;
    statement.query = &cancel;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    statement.params.text(std::move(reason));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> reschedule_booking(Context context, base::Uuid id,
                                                     NewSession session, Idempotency idempotency) {
    static const pg::Query& reschedule = query("reschedule_booking");
    pg::Statement statement;
    statement.query = &reschedule;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    statement.params.uuid(session.session_id).integer(session.expected_version);
    statement.params.uuid(session.reservation_id);
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

}  // namespace store

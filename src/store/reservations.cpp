// Calls of the functions that read and end holds.
#include "store/reservations.hpp"

#include "store/outcome.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

base::Result<Reservation> reservation_of(const base::Result<std::vector<pg::Rows>>& rows) {
    if (!rows) return base::fail(rows.error());
    auto outcome = parse_outcome(rows->at(0)[0].text(0));
    if (!outcome) return base::fail(std::move(outcome.error()));
    const boost::json::object& object = outcome->value.at("reservation").as_object();
    Reservation reservation;
    reservation.id = uuid_at(object, "id");
    reservation.session_id = uuid_at(object, "session_id");
    reservation.activity_id = uuid_at(object, "activity_id");
    reservation.spots = static_cast<int>(integer_at(object, "spots"));
    reservation.party_size = static_cast<int>(integer_at(object, "party_size"));
    reservation.status = state_at(object, "status", &domain::parse_reservation_status);
    reservation.expires_at = instant_at(object, "expires_at");
    reservation.extensions = static_cast<int>(integer_at(object, "extensions"));
    reservation.start_time = instant_at(object, "start_time");
    reservation.end_time = instant_at(object, "end_time");
    reservation.time_zone = text_at(object, "time_zone");
    reservation.mode = state_at(object, "mode", &domain::parse_booking_mode);
    reservation.price_minor = integer_at(object, "price_minor");
    reservation.currency = text_at(object, "currency");
    reservation.capacity_remaining = static_cast<int>(integer_at(object, "capacity_remaining"));
    reservation.version = integer_at(object, "version");
    if (!object.at("checkout_id").is_null())
        reservation.checkout_id = uuid_at(object, "checkout_id");
    reservation.replayed = outcome->replayed;
    return reservation;
}

}  // namespace

base::Task<base::Result<Reservation>> read_reservation(Context context, base::Uuid id) {
    static const pg::Query& read_one = query("read_reservation");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &read_one;
    statement.params.uuid(id);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await read(context, std::move(unit));
    co_return reservation_of(rows);
}

base::Task<base::Result<Reservation>> release_reservation(Context context, base::Uuid id) {
    static const pg::Query& release = query("release_reservation");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &release;
    statement.params.uuid(id);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    co_return reservation_of(rows);
}

base::Task<base::Result<Reservation>> extend_reservation(Context context, base::Uuid id,
                                                         Idempotency idempotency,
                                                         ExtensionRules rules) {
    static const pg::Query& extend = query("extend_reservation");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &extend;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    statement.params.integer(rules.hold_ttl_seconds).integer(rules.extensions_max);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    co_return reservation_of(rows);
}

base::Task<base::Result<Expired>> cleanup_expired_reservations(Context context, int sessions_max) {
    static const pg::Query& cleanup = query("cleanup_expired_reservations");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &cleanup;
    statement.params.integer(sessions_max);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    Expired expired;
    expired.holds = rows->at(0)[0].integer(0);
    expired.spots = rows->at(0)[0].integer(1);
    co_return expired;
}

}  // namespace store

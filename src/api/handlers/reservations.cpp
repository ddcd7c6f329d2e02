// /v1/embed/{embed_key}/reservations: holding seats.
#include "services/reservations.hpp"

#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace api::handlers {
namespace {

constexpr std::int64_t version_max = 2147483647;

// The party of the body's "spots". A number that no session takes is invalid_spots, as the engine
// says of a number that this session does not take.
int read_spots(base::Fields& fields) {
    constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
    const std::int64_t spots = fields.integer("spots", -any, any);
    if (!fields.failed() && (spots < 1 || spots > base::spots_max)) {
        fields.refuse("spots", base::ErrorCode::invalid_spots,
                      "Must be a whole number from 1 to " + std::to_string(base::spots_max) + ".");
        return 0;
    }
    return static_cast<int>(spots);
}

base::Result<services::ReservationInput> read_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::ReservationInput input;
    input.session_id = fields.uuid("session_id");
    input.party_size = read_spots(fields);
    input.expected_version = fields.optional_integer("expected_version", 0, version_max);
    input.customer_email = fields.optional_email("customer_email");
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

boost::json::object reservation_json(const store::Reservation& reservation) {
    boost::json::object json;
    json["id"] = base::to_string(reservation.id);
    json["session_id"] = base::to_string(reservation.session_id);
    json["spots"] = reservation.spots;
    json["party_size"] = reservation.party_size;
    json["status"] = domain::to_string(reservation.status);
    json["expires_at"] = base::to_iso(reservation.expires_at);
    json["capacity_remaining"] = reservation.capacity_remaining;
    json["version"] = reservation.version;
    return json;
}

}  // namespace

// POST /v1/embed/{embed_key}/reservations
base::Task<http::Response> create_reservation(Call call) {
    auto input = read_input(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());

    const base::Uuid session_id = input->session_id;
    const auto hold = co_await services::hold_seats(call.context, visitor_of(call),
                                                    std::move(*input), std::move(*idempotency));
    if (!hold) co_return problem(call, hold.error());

    boost::json::object json;
    json["id"] = base::to_string(hold->id);
    json["session_id"] = base::to_string(session_id);
    json["spots"] = hold->spots;
    json["party_size"] = hold->party_size;
    json["status"] = domain::to_string(domain::ReservationStatus::held);
    json["expires_at"] = base::to_iso(hold->expires_at);
    json["capacity_remaining"] = hold->capacity_remaining;
    json["version"] = hold->version;
    co_return with_replay_mark(json_reply(201, json), hold->replayed);
}

// GET /v1/embed/{embed_key}/reservations/{id}
base::Task<http::Response> get_reservation(Call call) {
    const auto id = read_id(call, 1, base::ErrorCode::reservation_not_found);
    if (!id) co_return problem(call, id.error());
    const auto found = co_await services::read_reservation(call.context, visitor_of(call), *id);
    if (!found) co_return problem(call, found.error());
    co_return json_reply(200, reservation_json(*found));
}

// DELETE /v1/embed/{embed_key}/reservations/{id}
base::Task<http::Response> release_reservation(Call call) {
    const auto id = read_id(call, 1, base::ErrorCode::reservation_not_found);
    if (!id) co_return problem(call, id.error());
    const auto released =
        co_await services::release_reservation(call.context, visitor_of(call), *id);
    if (!released) co_return problem(call, released.error());
    co_return json_reply(200, reservation_json(*released));
}

// POST /v1/embed/{embed_key}/reservations/{id}/extend
base::Task<http::Response> extend_reservation(Call call) {
    const auto id = read_id(call, 1, base::ErrorCode::reservation_not_found);
    if (!id) co_return problem(call, id.error());
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());

    const auto extended = co_await services::extend_reservation(call.context, visitor_of(call), *id,
                                                                std::move(*idempotency));
    if (!extended) co_return problem(call, extended.error());
    co_return with_replay_mark(json_reply(200, reservation_json(*extended)), extended->replayed);
}

}  // namespace api::handlers

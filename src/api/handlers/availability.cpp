// GET /v1/embed/{embed_key}/availability: sessions that can be booked, by days of the venue's
// calendar.
#include "services/availability.hpp"

#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/time_zone.hpp"

namespace api::handlers {
namespace {

base::Result<services::AvailabilityInput> read_input(const Call& call) {
    services::AvailabilityInput input;
    const auto activity = require_query(call, "activity_id");
    if (!activity) return base::fail(activity.error());
    const auto activity_id = base::parse_uuid(*activity);
    if (!activity_id) {
        return base::fail(base::ErrorCode::invalid_field, "Must be a UUID.", "activity_id");
    }
    input.activity_id = *activity_id;
    auto from = require_query(call, "from");
    if (!from) return base::fail(from.error());
    input.from = std::move(*from);
    auto to = require_query(call, "to");
    if (!to) return base::fail(to.error());
    input.to = std::move(*to);
    return input;
}

base::Result<std::optional<int>> read_spots(const Call& call) {
    const auto text = call.request.query_value("spots");
    if (!text) return std::optional<int>();
    const auto spots = base::parse_integer(*text);
    if (!spots || *spots < 1 || *spots > base::spots_max) {
        return base::fail(
            base::ErrorCode::invalid_field,
            "Must be a whole number from 1 to " + std::to_string(base::spots_max) + ".", "spots");
    }
    return std::optional<int>(static_cast<int>(*spots));
}

boost::json::object session_json(const store::Session& session, const domain::TimeZone& zone,
                                 const boost::json::storage_ptr& memory) {
    boost::json::object json(9, memory);
    json["id"] = base::to_string(session.id);
    json["activity_id"] = base::to_string(session.activity_id);
    json["start_time"] = base::to_iso(session.start_time);
    json["end_time"] = base::to_iso(session.end_time);
    json["local_start"] = zone.format_iso(session.start_time);
    json["capacity_total"] = session.capacity_total;
    json["capacity_remaining"] = session.capacity_remaining;
    json["version"] = session.version;
    json["price"] = money_json(session.price_minor, session.currency, memory);
    return json;
}

// The largest reply we have: all its parts lie in one memory that is given back at once.
http::Response availability_reply(const store::Availability& found, const domain::TimeZone& zone) {
    boost::json::monotonic_resource memory;
    boost::json::array data(&memory);
    data.reserve(found.sessions.size());
    for (const auto& session : found.sessions) {
        data.push_back(session_json(session, zone, &memory));
    }
    boost::json::object body(&memory);
    body["object"] = "list";
    body["data"] = std::move(data);
    body["has_more"] = false;
    http::Response response = json_reply(200, body);
    response.set("X-Cache", "MISS");
    return response;
}

}  // namespace

base::Task<http::Response> list_availability(Call call) {
    auto input = read_input(call);
    if (!input) co_return problem(call, input.error());
    if (auto error = services::check_dates(*input)) co_return problem(call, *error);
    const auto spots = read_spots(call);
    if (!spots) co_return problem(call, spots.error());
    input->spots = *spots;
    if (auto error = check_query(call, {"activity_id", "from", "to", "spots"})) {
        co_return problem(call, *error);
    }

    const auto found =
        co_await services::list_availability(call.context, visitor_of(call), std::move(*input));
    if (!found) co_return problem(call, found.error());

    const auto zone = domain::TimeZone::find(found->time_zone);
    if (!zone) co_return problem(call, zone.error());
    co_return availability_reply(*found, *zone);
}

}  // namespace api::handlers

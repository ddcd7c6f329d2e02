// GET /v1/embed/{embed_key}/availability: sessions that can be booked, by days of the venue's
// calendar.
#include "services/availability.hpp"

#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/remembered.hpp"
#include "api/reply.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/time_zone.hpp"
#include "services/changes.hpp"

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
std::string availability_bytes(const store::Availability& found, const domain::TimeZone& zone) {
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
    return boost::json::serialize(body);
}

base::Task<base::Result<cache::Loaded>> load_availability(services::Context context,
                                                          services::Visitor visitor,
                                                          services::AvailabilityInput input) {
    const base::Uuid activity_id = input.activity_id;
    const auto found =
        co_await services::list_availability(context, std::move(visitor), std::move(input));
    if (!found) co_return base::fail(found.error());
    const auto zone = domain::TimeZone::find(found->time_zone);
    if (!zone) co_return base::fail(zone.error());
    cache::Loaded loaded;
    loaded.bytes = availability_bytes(*found, *zone);
    loaded.rows = {services::activity_row(activity_id),
                   services::organization_row(found->organization_id)};
    co_return loaded;
}

// What visitors of an embed see is the same for all of them.
std::string key_of(const Call& call, const services::AvailabilityInput& input) {
    std::string key = "visitor " + call.path_value(0) + " " + base::to_string(input.activity_id);
    key += " " + input.from + " " + input.to;
    if (input.spots) key += " " + std::to_string(*input.spots);
    return key;
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

    const std::string key = key_of(call, *input);
    if (auto reply = remembered_reply(call, cache::Kind::availability, key)) {
        co_return std::move(*reply);
    }
    cache::Cache::Load load = [context = call.context, visitor = visitor_of(call), input = *input] {
        return load_availability(context, visitor, input);
    };
    co_return co_await load_reply(call, cache::Kind::availability, key, std::move(load));
}

}  // namespace api::handlers

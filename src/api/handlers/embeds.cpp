// GET /v1/embed/{embed_key}: what the embed offers.
#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/remembered.hpp"
#include "api/reply.hpp"
#include "services/availability.hpp"
#include "services/changes.hpp"

namespace api::handlers {
namespace {

boost::json::value text_or_null(const std::string& text) {
    return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

boost::json::object venue_json(const store::Venue& venue) {
    boost::json::object json;
    json["id"] = base::to_string(venue.id);
    json["name"] = venue.name;
    json["time_zone"] = venue.time_zone;
    json["address"] = text_or_null(venue.address);
    return json;
}

boost::json::object activity_json(const store::Activity& activity) {
    boost::json::object price = money_json(activity.price_minor, activity.currency);
    price["per"] = activity.mode == domain::BookingMode::private_session ? "session" : "person";
    boost::json::object json;
    json["id"] = base::to_string(activity.id);
    json["venue_id"] = base::to_string(activity.venue_id);
    json["name"] = activity.name;
    json["slug"] = activity.slug;
    json["tagline"] = text_or_null(activity.tagline);
    json["description"] = activity.description;
    json["duration_minutes"] = activity.duration_minutes;
    json["capacity"] = activity.capacity;
    json["mode"] = domain::to_string(activity.mode);
    json["min_party"] = activity.min_party;
    json["max_party"] = activity.max_party;
    json["price"] = std::move(price);
    json["booking_cutoff_minutes"] = activity.booking_cutoff_minutes;
    json["booking_window_days"] = activity.booking_window_days;
    for (const auto& member : activity.offer) json[member.key()] = member.value();
    return json;
}

boost::json::object embed_json(const store::Embed& embed, int hold_ttl_seconds) {
    boost::json::object json;
    boost::json::object organization;
    organization["name"] = embed.organization.name;
    organization["slug"] = embed.organization.slug;
    organization["currency"] = embed.organization.currency;
    json["organization"] = std::move(organization);
    boost::json::array venues;
    for (const auto& venue : embed.venues) venues.push_back(venue_json(venue));
    json["venues"] = std::move(venues);
    boost::json::array activities;
    for (const auto& activity : embed.activities) activities.push_back(activity_json(activity));
    json["activities"] = std::move(activities);
    boost::json::object style;
    style["primary_color"] = embed.organization.primary_color;
    json["style"] = std::move(style);
    json["currency"] = embed.organization.currency;
    json["time_zone"] = embed.venues.empty() ? "UTC" : embed.venues.front().time_zone;
    json["hold_ttl_seconds"] = hold_ttl_seconds;
    json["payment_methods"] = boost::json::value_from(embed.payment_methods);
    return json;
}

base::Task<base::Result<cache::Loaded>> load_embed(services::Context context,
                                                   services::Visitor visitor) {
    const auto embed = co_await services::read_embed(context, std::move(visitor));
    if (!embed) co_return base::fail(embed.error());
    cache::Loaded loaded;
    loaded.bytes =
        boost::json::serialize(embed_json(*embed, context.rules->holds.hold_ttl_seconds));
    loaded.rows = {services::organization_row(embed->organization.id)};
    co_return loaded;
}

}  // namespace

base::Task<http::Response> get_embed(Call call) {
    if (auto error = check_query(call, {})) co_return problem(call, *error);
    const std::string key = "visitor " + call.path_value(0);
    if (auto reply = remembered_reply(call, cache::Kind::offer, key)) co_return std::move(*reply);
    cache::Cache::Load load = [context = call.context, visitor = visitor_of(call)] {
        return load_embed(context, visitor);
    };
    co_return co_await load_reply(call, cache::Kind::offer, key, std::move(load));
}

}  // namespace api::handlers

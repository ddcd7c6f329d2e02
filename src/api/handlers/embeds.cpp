// GET /v1/embed/{embed_key}: what the embed offers.
#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/reply.hpp"
#include "services/availability.hpp"

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

}  // namespace

base::Task<http::Response> get_embed(Call call) {
    if (auto error = check_query(call, {})) co_return problem(call, *error);
    const auto embed = co_await services::read_embed(call.context, visitor_of(call));
    if (!embed) co_return problem(call, embed.error());
    co_return json_reply(200, embed_json(*embed, call.context.rules->holds.hold_ttl_seconds));
}

}  // namespace api::handlers

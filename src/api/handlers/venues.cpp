// /v1/venues: where an organization offers its activities.
#include "services/venues.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t address_characters_max = 500;

base::Result<store::NewVenue> read_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    store::NewVenue venue;
    venue.name = fields.text("name", up_to(label_characters_max));
    venue.slug = require_member(fields, "slug", optional_slug(fields, "slug"));
    venue.address = fields.optional_text("address", none_to(address_characters_max)).value_or("");
    venue.time_zone = require_member(fields, "time_zone", optional_time_zone(fields, "time_zone"));
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return venue;
}

base::Result<store::VenueChange> read_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    store::VenueChange change;
    change.name = fields.optional_text("name", up_to(label_characters_max));
    change.slug = optional_slug(fields, "slug");
    change.address = fields.optional_text("address", none_to(address_characters_max));
    change.time_zone = optional_time_zone(fields, "time_zone");
    change.is_active = fields.optional_boolean("is_active");
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return change;
}

}  // namespace

// GET /v1/venues
base::Task<http::Response> list_venues(Call call) {
    const auto page = read_page(call, std::vector<std::string_view>());
    if (!page) co_return problem(call, page.error());
    const auto venues = co_await services::list_venues(call.context, *call.staff, page->limit,
                                                       page->starting_after);
    if (!venues) co_return problem(call, venues.error());
    co_return list_reply(*venues);
}

// POST /v1/venues
base::Task<http::Response> create_venue(Call call) {
    auto input = read_input(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto venue = co_await services::create_venue(call.context, *call.staff, std::move(*input),
                                                       std::move(*idempotency));
    if (!venue) co_return problem(call, venue.error());
    co_return document_reply(201, *venue);
}

// GET /v1/venues/{id}
base::Task<http::Response> get_venue(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::venue_not_found);
    if (!id) co_return problem(call, id.error());
    const auto venue = co_await services::read_venue(call.context, *call.staff, *id);
    if (!venue) co_return problem(call, venue.error());
    co_return document_reply(200, *venue);
}

// PATCH /v1/venues/{id}
base::Task<http::Response> update_venue(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::venue_not_found);
    if (!id) co_return problem(call, id.error());
    auto change = read_change(call);
    if (!change) co_return problem(call, change.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto venue = co_await services::update_venue(call.context, *call.staff, *id, *version,
                                                       std::move(*change));
    if (!venue) co_return problem(call, venue.error());
    co_return document_reply(200, *venue);
}

}  // namespace api::handlers

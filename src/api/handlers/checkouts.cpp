// /v1/embed/{embed_key}/checkouts: from a hold to a booking.
#include "services/checkouts.hpp"

#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/order_input.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/text.hpp"
#include "domain/time_zone.hpp"
#include "services/tokens.hpp"

namespace api::handlers {
namespace {

base::Result<services::CheckoutInput> read_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::CheckoutInput input;
    input.reservation_id = fields.uuid("reservation_id");
    input.order = read_order(fields);
    base::TextLimits way;
    way.characters_max = 32;
    input.payment = fields.text("payment", way);
    input.success_url = optional_web_address(fields, "success_url");
    input.cancel_url = optional_web_address(fields, "cancel_url");
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

boost::json::object booking_json(const Call& call, const store::Checkout& checkout) {
    const store::Booking& booking = *checkout.booking;
    boost::json::object customer;
    customer["first_name"] = booking.customer.first_name;
    customer["last_name"] = booking.customer.last_name;
    customer["email"] = booking.customer.email;
    if (booking.customer.phone) customer["phone"] = *booking.customer.phone;

    boost::json::object json;
    json["id"] = base::to_string(booking.id);
    json["booking_number"] = booking.booking_number;
    json["confirmation_code"] = booking.confirmation_code;
    json["status"] = domain::to_string(booking.status);
    json["payment_status"] = domain::to_string(booking.payment_status);
    json["activity_id"] = base::to_string(booking.activity_id);
    json["session_id"] = base::to_string(booking.session_id);
    json["start_time"] = base::to_iso(booking.start_time);
    json["end_time"] = base::to_iso(booking.end_time);
    const auto zone = domain::TimeZone::find(booking.time_zone);
    json["local_start"] =
        zone ? zone->format_iso(booking.start_time) : base::to_iso(booking.start_time);
    json["party_size"] = booking.party_size;
    json["spots"] = booking.spots;
    json["total"] = money_json(booking.total_minor, booking.currency);
    json["balance"] = money_json(booking.balance_minor, booking.currency);
    json["customer"] = std::move(customer);
    json["manage_url"] = services::manage_url(*call.context.keys, call.context.rules->site_url,
                                              checkout.organization_id, booking.id);
    return json;
}

boost::json::object checkout_json(const Call& call, const store::Checkout& checkout) {
    boost::json::object json;
    json["id"] = base::to_string(checkout.id);
    json["status"] = checkout.status;
    json["payment"] = checkout.provider;
    json["amount"] = checkout.amount_minor;
    json["currency"] = checkout.currency;
    json["expires_at"] = base::to_iso(checkout.expires_at);
    if (checkout.status == "requires_payment" && !checkout.url.empty()) json["url"] = checkout.url;
    if (checkout.booking) json["booking"] = booking_json(call, checkout);
    return json;
}

}  // namespace

// POST /v1/embed/{embed_key}/checkouts
base::Task<http::Response> create_checkout(Call call) {
    auto input = read_input(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, true);
    if (!idempotency) co_return problem(call, idempotency.error());

    const auto checkout = co_await services::check_out(call.context, visitor_of(call),
                                                       std::move(*input), std::move(*idempotency));
    if (!checkout) co_return problem(call, checkout.error());
    co_return with_replay_mark(json_reply(201, checkout_json(call, *checkout)), checkout->replayed);
}

// GET /v1/embed/{embed_key}/checkouts/{id}
base::Task<http::Response> get_checkout(Call call) {
    const auto id = read_id(call, 1, base::ErrorCode::checkout_not_found);
    if (!id) co_return problem(call, id.error());
    const auto found = co_await services::read_checkout(call.context, visitor_of(call), *id);
    if (!found) co_return problem(call, found.error());
    co_return json_reply(200, checkout_json(call, *found));
}

}  // namespace api::handlers

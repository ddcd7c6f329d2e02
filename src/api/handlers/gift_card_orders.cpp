// /v1/embed/{embed_key}/gift-cards: gift cards that visitors buy.
#include "services/gift_card_orders.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/order_input.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace api::handlers {
namespace {

constexpr std::int64_t amount_minor_max = 100'000'000'000;

boost::json::object order_json(const store::GiftCardOrder& order) {
    boost::json::object json;
    json["id"] = base::to_string(order.id);
    json["status"] = order.status;
    json["amount"] = money_json(order.amount_minor, order.currency);
    if (order.status == "requires_payment" && !order.url.empty()) json["url"] = order.url;
    json["expires_at"] = base::to_iso(order.expires_at);
    return json;
}

}  // namespace

// POST /v1/embed/{embed_key}/gift-cards
base::Task<http::Response> order_gift_card(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    services::GiftCardOrderInput input;
    input.amount_minor = fields.integer("amount", 1, amount_minor_max);
    input.customer = read_contact(fields);
    input.recipient_name =
        fields.optional_text("recipient_name", up_to(base::full_name_characters_max));
    input.recipient_email = fields.optional_email("recipient_email");
    input.message = fields.optional_text("message", none_to(note_characters_max));
    input.payment = fields.text("payment", up_to(32));
    input.success_url = optional_web_address(fields, "success_url");
    input.cancel_url = optional_web_address(fields, "cancel_url");
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, true);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto order = co_await services::order_gift_card(
        call.context, visitor_of(call), std::move(input), std::move(*idempotency));
    if (!order) co_return problem(call, order.error());
    co_return with_replay_mark(json_reply(201, order_json(*order)), order->replayed);
}

// GET /v1/embed/{embed_key}/gift-cards/{id}
base::Task<http::Response> get_gift_card_order(Call call) {
    const auto id = read_id(call, 1, base::ErrorCode::gift_card_not_found);
    if (!id) co_return problem(call, id.error());
    const auto order = co_await services::read_gift_card_order(call.context, visitor_of(call), *id);
    if (!order) co_return problem(call, order.error());
    co_return json_reply(200, order_json(*order));
}

}  // namespace api::handlers

// /v1/gift-cards: gift cards of an organization.
#include "services/gift_cards.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/pricing_input.hpp"
#include "api/reply.hpp"

namespace api::handlers {

// GET /v1/gift-cards
base::Task<http::Response> list_gift_cards(Call call) {
    const auto page = read_page(call, std::vector<std::string_view>());
    if (!page) co_return problem(call, page.error());
    const auto cards = co_await services::list_gift_cards(call.context, *call.staff, page->limit,
                                                          page->starting_after);
    if (!cards) co_return problem(call, cards.error());
    co_return list_reply(*cards);
}

// POST /v1/gift-cards
base::Task<http::Response> issue_gift_card(Call call) {
    auto columns = read_gift_card(call);
    if (!columns) co_return problem(call, columns.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto card = co_await services::issue_gift_card(
        call.context, *call.staff, std::move(*columns), std::move(*idempotency));
    if (!card) co_return problem(call, card.error());
    co_return document_reply(201, *card);
}

// GET /v1/gift-cards/{id}
base::Task<http::Response> get_gift_card(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::gift_card_not_found);
    if (!id) co_return problem(call, id.error());
    const auto card = co_await services::read_gift_card(call.context, *call.staff, *id);
    if (!card) co_return problem(call, card.error());
    co_return document_reply(200, *card);
}

// POST /v1/gift-cards/{id}/void
base::Task<http::Response> void_gift_card(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::gift_card_not_found);
    if (!id) co_return problem(call, id.error());
    if (const auto empty = read_empty_body(call); !empty) co_return problem(call, empty.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto card =
        co_await services::void_gift_card(call.context, *call.staff, *id, std::move(*idempotency));
    if (!card) co_return problem(call, card.error());
    co_return document_reply(200, *card);
}

}  // namespace api::handlers

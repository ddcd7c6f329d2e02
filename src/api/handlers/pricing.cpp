// /v1/ticket-types, /v1/price-rules, /v1/tax-rates, /v1/promo-codes and /v1/pricing: what is sold
// and for how much; /v1/embed/{embed_key}/quotes: what a booking would cost.
#include "services/pricing.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/pricing_input.hpp"
#include "api/reply.hpp"

namespace api::handlers {
namespace {

using store::PricingKind;

base::ErrorCode not_found_of(PricingKind kind) {
    switch (kind) {
        case PricingKind::ticket_type:
            return base::ErrorCode::ticket_type_not_found;
        case PricingKind::price_rule:
            return base::ErrorCode::price_rule_not_found;
        case PricingKind::tax_rate:
            return base::ErrorCode::tax_rate_not_found;
        case PricingKind::promo_code:
            break;
    }
    return base::ErrorCode::promo_code_not_found;
}

base::Task<http::Response> list(Call call, PricingKind kind) {
    const auto activity_id = optional_query_id(call, "activity_id");
    if (!activity_id) co_return problem(call, activity_id.error());
    std::vector<std::string_view> names = {"activity_id"};
    const auto page = read_page(call, std::move(names));
    if (!page) co_return problem(call, page.error());
    const auto found = co_await services::list_pricing(
        call.context, *call.staff, kind, *activity_id, page->limit, page->starting_after);
    if (!found) co_return problem(call, found.error());
    co_return list_reply(*found);
}

base::Task<http::Response> create(Call call, PricingKind kind) {
    auto values = read_pricing_values(call, kind, true);
    if (!values) co_return problem(call, values.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto made = co_await services::create_pricing(
        call.context, *call.staff, kind, std::move(*values), std::move(*idempotency));
    if (!made) co_return problem(call, made.error());
    co_return document_reply(201, *made);
}

base::Task<http::Response> get(Call call, PricingKind kind) {
    const auto id = read_id(call, 0, not_found_of(kind));
    if (!id) co_return problem(call, id.error());
    const auto found = co_await services::read_pricing(call.context, *call.staff, kind, *id);
    if (!found) co_return problem(call, found.error());
    co_return document_reply(200, *found);
}

base::Task<http::Response> update(Call call, PricingKind kind) {
    const auto id = read_id(call, 0, not_found_of(kind));
    if (!id) co_return problem(call, id.error());
    auto values = read_pricing_values(call, kind, false);
    if (!values) co_return problem(call, values.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto changed = co_await services::update_pricing(call.context, *call.staff, kind, *id,
                                                           *version, std::move(*values));
    if (!changed) co_return problem(call, changed.error());
    co_return document_reply(200, *changed);
}

}  // namespace

// GET /v1/ticket-types
base::Task<http::Response> list_ticket_types(Call call) {
    co_return co_await list(std::move(call), PricingKind::ticket_type);
}

// POST /v1/ticket-types
base::Task<http::Response> create_ticket_type(Call call) {
    co_return co_await create(std::move(call), PricingKind::ticket_type);
}

// GET /v1/ticket-types/{id}
base::Task<http::Response> get_ticket_type(Call call) {
    co_return co_await get(std::move(call), PricingKind::ticket_type);
}

// PATCH /v1/ticket-types/{id}
base::Task<http::Response> update_ticket_type(Call call) {
    co_return co_await update(std::move(call), PricingKind::ticket_type);
}

// GET /v1/price-rules
base::Task<http::Response> list_price_rules(Call call) {
    co_return co_await list(std::move(call), PricingKind::price_rule);
}

// POST /v1/price-rules
base::Task<http::Response> create_price_rule(Call call) {
    co_return co_await create(std::move(call), PricingKind::price_rule);
}

// GET /v1/price-rules/{id}
base::Task<http::Response> get_price_rule(Call call) {
    co_return co_await get(std::move(call), PricingKind::price_rule);
}

// PATCH /v1/price-rules/{id}
base::Task<http::Response> update_price_rule(Call call) {
    co_return co_await update(std::move(call), PricingKind::price_rule);
}

// GET /v1/tax-rates
base::Task<http::Response> list_tax_rates(Call call) {
    co_return co_await list(std::move(call), PricingKind::tax_rate);
}

// POST /v1/tax-rates
base::Task<http::Response> create_tax_rate(Call call) {
    co_return co_await create(std::move(call), PricingKind::tax_rate);
}

// GET /v1/tax-rates/{id}
base::Task<http::Response> get_tax_rate(Call call) {
    co_return co_await get(std::move(call), PricingKind::tax_rate);
}

// PATCH /v1/tax-rates/{id}
base::Task<http::Response> update_tax_rate(Call call) {
    co_return co_await update(std::move(call), PricingKind::tax_rate);
}

// GET /v1/promo-codes
base::Task<http::Response> list_promo_codes(Call call) {
    co_return co_await list(std::move(call), PricingKind::promo_code);
}

// POST /v1/promo-codes
base::Task<http::Response> create_promo_code(Call call) {
    co_return co_await create(std::move(call), PricingKind::promo_code);
}

// GET /v1/promo-codes/{id}
base::Task<http::Response> get_promo_code(Call call) {
    co_return co_await get(std::move(call), PricingKind::promo_code);
}

// PATCH /v1/promo-codes/{id}
base::Task<http::Response> update_promo_code(Call call) {
    co_return co_await update(std::move(call), PricingKind::promo_code);
}

// GET /v1/pricing
base::Task<http::Response> get_pricing(Call call) {
    if (auto error = check_query(call, {})) co_return problem(call, *error);
    const auto fees = co_await services::read_fees(call.context, *call.staff);
    if (!fees) co_return problem(call, fees.error());
    co_return document_reply(200, *fees);
}

// PATCH /v1/pricing
base::Task<http::Response> update_pricing(Call call) {
    auto columns = read_fees_change(call);
    if (!columns) co_return problem(call, columns.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto fees =
        co_await services::update_fees(call.context, *call.staff, *version, std::move(*columns));
    if (!fees) co_return problem(call, fees.error());
    co_return document_reply(200, *fees);
}

// POST /v1/embed/{embed_key}/quotes
base::Task<http::Response> create_quote(Call call) {
    auto question = read_quote_question(call);
    if (!question) co_return problem(call, question.error());
    const auto quote =
        co_await services::quote_booking(call.context, visitor_of(call), std::move(*question));
    if (!quote) co_return problem(call, quote.error());
    co_return json_reply(200, quote->value.at("result").as_object());
}

}  // namespace api::handlers

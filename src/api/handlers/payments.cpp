// The money of a booking: /v1/bookings/{id}/payments and /refunds; and /v1/payment-settings.
#include "services/payments.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"

namespace api::handlers {
namespace {

constexpr std::int64_t amount_minor_max = 100'000'000'000;

}  // namespace

// GET /v1/bookings/{id}/payments
base::Task<http::Response> get_booking_money(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::booking_not_found);
    if (!id) co_return problem(call, id.error());
    const auto money = co_await services::read_booking_money(call.context, *call.staff, *id);
    if (!money) co_return problem(call, money.error());
    co_return document_reply(200, *money);
}

// POST /v1/bookings/{id}/payments: what was paid at the venue.
base::Task<http::Response> take_venue_payment(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::booking_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    const auto amount = fields.optional_integer("amount", 1, amount_minor_max);
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, true);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto money = co_await services::take_venue_payment(call.context, *call.staff, *id, amount,
                                                             std::move(*idempotency));
    if (!money) co_return problem(call, money.error());
    co_return document_reply(201, *money);
}

// POST /v1/bookings/{id}/refunds
base::Task<http::Response> refund_booking(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::booking_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    store::RefundOrder order;
    order.amount_minor = fields.optional_integer("amount", 1, amount_minor_max);
    order.target = optional_choice(fields, "to", {"payment_method", "gift_card", "venue"})
                       .value_or("payment_method");
    if (order.target == "payment_method") order.target = "provider";
    order.reason = fields.text("reason", up_to(note_characters_max));
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, true);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto money = co_await services::refund_booking(call.context, *call.staff, *id,
                                                         std::move(order), std::move(*idempotency));
    if (!money) co_return problem(call, money.error());
    co_return document_reply(201, *money);
}

// GET /v1/payment-settings
base::Task<http::Response> get_payment_settings(Call call) {
    const auto settings = co_await services::read_payment_settings(call.context, *call.staff);
    if (!settings) co_return problem(call, settings.error());
    co_return document_reply(200, *settings);
}

// PATCH /v1/payment-settings
base::Task<http::Response> update_payment_settings(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    const auto pay_at_venue = fields.optional_boolean("pay_at_venue");
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto settings = co_await services::update_payment_settings(call.context, *call.staff,
                                                                     *version, pay_at_venue);
    if (!settings) co_return problem(call, settings.error());
    co_return document_reply(200, *settings);
}

}  // namespace api::handlers

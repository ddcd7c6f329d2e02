// /v1/manage/{token}: what customers do with their own booking by its signed link.
#include "services/manage.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/text.hpp"

namespace api::handlers {
namespace {

constexpr std::int64_t amount_minor_max = 100'000'000'000;

}  // namespace

// GET /v1/manage/{token}
base::Task<http::Response> get_managed_booking(Call call) {
    const auto link = services::read_manage_link(call.context, call.path_value(0));
    if (!link) co_return problem(call, link.error());
    const auto booking = co_await services::read_managed_booking(call.context, *link);
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

// POST /v1/manage/{token}/cancel
base::Task<http::Response> cancel_managed_booking(Call call) {
    const auto link = services::read_manage_link(call.context, call.path_value(0));
    if (!link) co_return problem(call, link.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    const std::int64_t expected = fields.integer("expected_refund", 0, amount_minor_max);
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, true);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto booking = co_await services::cancel_managed_booking(call.context, *link, expected,
                                                                   std::move(*idempotency));
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

// POST /v1/manage/{token}/reschedule
base::Task<http::Response> reschedule_managed_booking(Call call) {
    const auto link = services::read_manage_link(call.context, call.path_value(0));
    if (!link) co_return problem(call, link.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    const base::Uuid session_id = fields.uuid("session_id");
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, true);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto booking = co_await services::reschedule_managed_booking(
        call.context, *link, session_id, std::move(*idempotency));
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

// POST /v1/manage/{token}/payments
base::Task<http::Response> pay_managed_booking(Call call) {
    const auto link = services::read_manage_link(call.context, call.path_value(0));
    if (!link) co_return problem(call, link.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string provider = fields.text("payment", up_to(32));
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, true);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto payment = co_await services::pay_managed_booking(
        call.context, *link, std::move(provider), std::move(*idempotency));
    if (!payment) co_return problem(call, payment.error());
    boost::json::object json;
    json["id"] = base::to_string(payment->id);
    json["status"] = payment->status;
    json["amount"] = money_json(payment->amount_minor, payment->currency);
    json["url"] = payment->url;
    json["expires_at"] = base::to_iso(payment->expires_at);
    co_return json_reply(201, json);
}

}  // namespace api::handlers

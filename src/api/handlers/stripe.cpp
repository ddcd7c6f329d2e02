// Stripe: the events that it sends, and the account of an organization there.
#include "api/handlers/handlers.hpp"
#include "api/reply.hpp"
#include "base/text.hpp"
#include "services/payment_accounts.hpp"
#include "services/stripe_events.hpp"

namespace api::handlers {

// POST /v1/stripe/webhook. Anything but a 2xx makes Stripe send the event again, for days.
base::Task<http::Response> receive_stripe_event(Call call) {
    std::string signature(call.request.header("stripe-signature").value_or(""));
    const auto received = co_await services::receive_stripe_event(
        call.context, std::move(call.request.body), std::move(signature));
    if (!received) co_return problem(call, received.error());
    co_return empty_reply();
}

// GET /v1/payment-account
base::Task<http::Response> get_payment_account(Call call) {
    const auto account = co_await services::read_payment_account(call.context, *call.staff);
    if (!account) co_return problem(call, account.error());
    co_return document_reply(200, *account);
}

// POST /v1/payment-account/onboarding-link
base::Task<http::Response> create_onboarding_link(Call call) {
    const auto link = co_await services::start_onboarding(call.context, *call.staff);
    if (!link) co_return problem(call, link.error());
    boost::json::object body;
    body["url"] = link->url;
    body["expires_at"] = base::to_iso(link->expires_at);
    body["account_id"] = link->account_id;
    co_return json_reply(201, body);
}

}  // namespace api::handlers

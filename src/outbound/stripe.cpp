// Requests to Stripe, one attempt after the other within one deadline.
#include "outbound/stripe.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <random>

#include "base/text.hpp"
#include "obs/log.hpp"
#include "outbound/stripe_form.hpp"
#include "outbound/stripe_reply.hpp"

namespace outbound {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// The pool gives up this much later than the request, whose own end says more.
constexpr std::chrono::milliseconds grace{250};

double chance() {
    thread_local std::mt19937 random(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(random);
}

bool has_key(const HttpRequest& request) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [](const auto& header) { return header.first == "Idempotency-Key"; });
}

StripeError away_until(Clock::time_point until) {
    StripeError error;
    error.detail = "not asked: Stripe did not answer several times in a row";
    const auto wait = std::chrono::ceil<std::chrono::seconds>(until - Clock::now());
    error.retry_after_seconds = static_cast<int>(std::max<std::int64_t>(wait.count(), 1));
    return error;
}

// `read` makes an object of ours of a reply; one that it does not know is no answer.
template <class T>
StripeResult<T> as(const StripeResult<boost::json::value>& reply,
                   std::optional<T> (*read)(const boost::json::value&)) {
    if (!reply) return tl::unexpected(reply.error());
    auto object = read(*reply);
    if (object) return std::move(*object);
    StripeError error;
    error.detail = "the reply is another object than the one asked for";
    error.may_have_happened = true;
    return tl::unexpected(std::move(error));
}

}  // namespace

base::Error to_error(const StripeError& stripe_error) {
    base::Error error;
    error.cause = "Stripe: " + stripe_error.detail;
    if (!stripe_error.code.empty()) error.cause += " (" + stripe_error.code + ")";
    if (!stripe_error.request_id.empty()) error.cause += " in " + stripe_error.request_id;
    switch (stripe_error.kind) {
        case StripeError::Kind::away:
        case StripeError::Kind::rate_limited:
            error.code = base::ErrorCode::payment_provider_unavailable;
            error.retry_after_seconds = stripe_error.retry_after_seconds.value_or(5);
            break;
        default:
            error.code = base::ErrorCode::payment_provider_refused;
    }
    return error;
}

Stripe::Stripe(StripeOptions options, base::BlockingPool& pool)
    : options_(std::move(options)), pool_(pool), breaker_(options_.breaker) {}

bool Stripe::is_live() const {
    return options_.secret_key.starts_with("sk_live_") ||
           options_.secret_key.starts_with("rk_live_");
}

HttpRequest Stripe::request(const StripeCall& call, std::string method, const std::string& path,
                            std::string form) const {
    HttpRequest request;
    request.method = std::move(method);
    request.url = options_.api_base + path;
    request.connect_timeout = options_.connect_timeout;
    request.headers = {{"Authorization", "Bearer " + options_.secret_key},
                       {"Stripe-Version", options_.api_version}};
    set_trace(request, call.trace);
    if (!call.account.empty()) request.headers.emplace_back("Stripe-Account", call.account);
    if (request.method == "POST") {
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        if (!call.idempotency_key.empty()) {
            request.headers.emplace_back("Idempotency-Key", call.idempotency_key);
        }
    }
    request.body = std::move(form);
    return request;
}

base::Task<HttpOutcome> Stripe::attempt(HttpRequest request, base::Deadline until) {
    const bool changes = request.method != "GET";
    // The time in the queue of the pool counts, too.
    std::function<HttpOutcome()> work = [request = std::move(request), until]() mutable {
        request.timeout =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        return send(request);
    };
    auto outcome = co_await pool_.run<HttpOutcome>(std::move(work), until + grace);
    if (outcome) co_return std::move(*outcome);
    HttpError error;
    error.fault = HttpFault::timed_out;
    error.detail = outcome.error().detail;
    error.was_sent = changes && outcome.error().code == base::ErrorCode::deadline_exceeded;
    co_return error;
}

void Stripe::report(const HttpOutcome& outcome) {
    if (!is_away(outcome)) {
        breaker_.succeeded();
    } else if (breaker_.failed(Clock::now())) {
        obs::log(obs::Level::error, "stripe_is_away",
                 {{"rest_ms", static_cast<std::int64_t>(options_.breaker.rest.count())}});
    }
}

base::Task<StripeResult<boost::json::value>> Stripe::ask(HttpRequest request, StripeCall call) {
    const base::Deadline until = std::min(call.deadline, base::deadline_in(options_.timeout));
    const bool is_repeatable = request.method == "GET" || has_key(request);
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (int failures = 1;; ++failures) {
        if (!breaker_.admits(Clock::now())) {
            const auto rest = breaker_.rests_until(Clock::now());
            co_return tl::unexpected(away_until(rest.value_or(Clock::now())));
        }
        const HttpOutcome outcome = co_await attempt(request, until);
        report(outcome);
        auto reply = read_stripe_reply(outcome);
        if (reply) co_return std::move(*reply);
        const auto pause = retry_pause(outcome, failures, chance());
        const bool goes_on = may_retry(outcome, is_repeatable) &&
                             failures < options_.attempts_max && Clock::now() + pause < until;
        obs::log(obs::Level::warn, "stripe_call_failed",
                 {{"trace_id", call.trace.id},
                  {"method", request.method},
                  {"url", request.url},
                  {"attempt", std::int64_t{failures}},
                  {"goes_on", goes_on},
                  {"stripe_request_id", reply.error().request_id},
                  {"detail", reply.error().detail}});
        if (!goes_on) co_return tl::unexpected(std::move(reply.error()));
        timer.expires_after(pause);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

base::Task<StripeResult<CheckoutSession>> Stripe::create_checkout_session(
    StripeCall call, CheckoutSessionInput input) {
    const auto expires_at = std::chrono::floor<std::chrono::seconds>(input.expires_at);
    StripeForm form;
    form.add("mode", "payment")
        .add("line_items[0][quantity]", std::int64_t{1})
        .add("line_items[0][price_data][currency]", base::lower(input.currency))
        .add("line_items[0][price_data][unit_amount]", input.amount_minor)
        .add("line_items[0][price_data][product_data][name]", input.description)
        .add("success_url", input.success_url)
        .add_unless_empty("cancel_url", input.cancel_url)
        .add_unless_empty("client_reference_id", input.client_reference_id)
        .add_unless_empty("customer_email", input.customer_email)
        .add("expires_at", std::int64_t{expires_at.time_since_epoch().count()})
        .add_all("metadata", input.metadata)
        .add_all("payment_intent_data[metadata]", input.metadata);
    if (input.application_fee_minor > 0) {
        form.add("payment_intent_data[application_fee_amount]", input.application_fee_minor);
    }
    auto asked = request(call, "POST", "/v1/checkout/sessions", form.text());
    const auto reply = co_await ask(std::move(asked), call);
    co_return as(reply, read_checkout_session);
}

base::Task<StripeResult<CheckoutSession>> Stripe::retrieve_checkout_session(StripeCall call,
                                                                            std::string id) {
    auto asked = request(call, "GET", "/v1/checkout/sessions/" + percent_encoded(id), "");
    const auto reply = co_await ask(std::move(asked), call);
    co_return as(reply, read_checkout_session);
}

base::Task<StripeResult<CheckoutSession>> Stripe::expire_checkout_session(StripeCall call,
                                                                          std::string id) {
    auto asked =
        request(call, "POST", "/v1/checkout/sessions/" + percent_encoded(id) + "/expire", "");
    const auto reply = co_await ask(std::move(asked), call);
    co_return as(reply, read_checkout_session);
}

base::Task<StripeResult<StripeRefund>> Stripe::create_refund(StripeCall call, RefundInput input) {
    StripeForm form;
    form.add("payment_intent", input.payment_intent_id)
        .add("amount", input.amount_minor)
        .add_all("metadata", input.metadata);
    if (input.refund_application_fee) form.add("refund_application_fee", "true");
    auto asked = request(call, "POST", "/v1/refunds", form.text());
    const auto reply = co_await ask(std::move(asked), call);
    co_return as(reply, read_refund);
}

base::Task<StripeResult<std::vector<StripeRefund>>> Stripe::list_refunds(
    StripeCall call, std::string payment_intent_id) {
    StripeForm query;
    query.add("payment_intent", payment_intent_id).add("limit", std::int64_t{100});
    auto asked = request(call, "GET", "/v1/refunds?" + query.text(), "");
    const auto reply = co_await ask(std::move(asked), call);
    co_return as(reply, read_refunds);
}

base::Task<StripeResult<StripeAccount>> Stripe::create_account(StripeCall call,
                                                               StripeMetadata metadata) {
    // What used to be called a standard account: it has its own dashboard, pays its own fees, and
    // answers for its own losses, which direct charges ask for.
    StripeForm form;
    form.add("controller[fees][payer]", "account")
        .add("controller[losses][payments]", "stripe")
        .add("controller[requirement_collection]", "stripe")
        .add("controller[stripe_dashboard][type]", "full")
        .add_all("metadata", metadata);
    auto asked = request(call, "POST", "/v1/accounts", form.text());
    const auto reply = co_await ask(std::move(asked), call);
    co_return as(reply, read_account);
}

base::Task<StripeResult<StripeAccount>> Stripe::retrieve_account(StripeCall call) {
    auto asked = request(call, "GET", "/v1/account", "");
    const auto reply = co_await ask(std::move(asked), call);
    co_return as(reply, read_account);
}

base::Task<StripeResult<AccountLink>> Stripe::create_account_link(StripeCall call,
                                                                  AccountLinkInput input) {
    StripeForm form;
    form.add("account", input.account)
        .add("type", "account_onboarding")
        .add("refresh_url", input.refresh_url)
        .add("return_url", input.return_url);
    auto asked = request(call, "POST", "/v1/account_links", form.text());
    const auto reply = co_await ask(std::move(asked), call);
    co_return as(reply, read_account_link);
}

}  // namespace outbound

// Stripe through its HTTP API: Checkout Sessions, refunds, and the accounts of organizations
// (Connect, direct charges). What it says is read in stripe_objects.hpp, what it tells by itself in
// stripe_webhook.hpp.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/blocking_pool.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "base/trace.hpp"
#include "outbound/circuit_breaker.hpp"
#include "outbound/http_client.hpp"
#include "outbound/stripe_objects.hpp"

namespace outbound {

struct StripeOptions {
    std::string api_base;  // https://api.stripe.com
    std::string api_version;
    std::string secret_key;
    std::chrono::milliseconds connect_timeout{2000};
    std::chrono::milliseconds timeout{8000};  // of a call with all its attempts
    int attempts_max = 3;
    CircuitBreakerOptions breaker;
};

struct StripeError {
    enum class Kind {
        card,             // the card was declined
        invalid_request,  // a fault of ours, or a state that does not allow it
        not_found,
        authentication,  // the key, or the account it may not act for
        rate_limited,
        idempotency,  // the key was used for another request
        away,         // no answer, or one that makes no sense
    };
    Kind kind = Kind::away;
    std::string code;  // Stripe's, "resource_missing"; may be empty
    std::string param;
    std::string detail;  // for logs; never has the secret key
    std::string request_id;
    // The call may have had its effect: ask again with the same idempotency key, or look.
    bool may_have_happened = false;
    std::optional<int> retry_after_seconds;
};

template <class T>
using StripeResult = tl::expected<T, StripeError>;

// For people who wait for a reply. The reason goes to the log with it.
base::Error to_error(const StripeError& error);

// What every call has.
struct StripeCall {
    std::string account;          // acct_... to act for; empty: the platform's own
    std::string idempotency_key;  // of what changes something; the same for the same change
    base::Deadline deadline;
    base::Trace trace;  // of the request that it is made for
};

struct CheckoutSessionInput {
    std::int64_t amount_minor = 0;
    std::string currency;
    std::string description;  // what the customer reads beside the price
    std::int64_t application_fee_minor = 0;
    std::string success_url;
    std::string cancel_url;
    std::string client_reference_id;
    std::string customer_email;
    base::Instant expires_at;  // Stripe wants it 30 minutes to 24 hours ahead
    StripeMetadata metadata;   // of the session, and of the PaymentIntent that it makes
};

struct RefundInput {
    std::string payment_intent_id;
    std::int64_t amount_minor = 0;
    bool refund_application_fee = false;  // in the same part as the charge
    StripeMetadata metadata;
};

struct AccountInput {
    std::string email;
    std::string country;  // two letters; empty: Stripe asks
    StripeMetadata metadata;
};

struct AccountLinkInput {
    std::string account;
    std::string refresh_url;  // where Stripe sends people whose link is no longer good
    std::string return_url;
};

// Callable from every thread. Calls run on the pool; what may be repeated is, with growing pauses,
// within the deadline and the timeout of the options.
class Stripe {
public:
    Stripe(StripeOptions options, base::BlockingPool& pool);

    // Its key is a live one: what it charges is money.
    bool is_live() const;

    base::Task<StripeResult<CheckoutSession>> create_checkout_session(StripeCall call,
                                                                      CheckoutSessionInput input);
    base::Task<StripeResult<CheckoutSession>> retrieve_checkout_session(StripeCall call,
                                                                        std::string id);
    // invalid_request where it is not open: ask how it ended.
    base::Task<StripeResult<CheckoutSession>> expire_checkout_session(StripeCall call,
                                                                      std::string id);
    base::Task<StripeResult<StripeRefund>> create_refund(StripeCall call, RefundInput input);
    // The latest of a payment, a hundred at most.
    base::Task<StripeResult<std::vector<StripeRefund>>> list_refunds(StripeCall call,
                                                                     std::string payment_intent_id);
    base::Task<StripeResult<StripeAccount>> create_account(StripeCall call,
                                                           StripeMetadata metadata);
    // Of the account of the call; empty is the platform's own.
    base::Task<StripeResult<StripeAccount>> retrieve_account(StripeCall call);
    base::Task<StripeResult<AccountLink>> create_account_link(StripeCall call,
                                                              AccountLinkInput input);

private:
    HttpRequest request(const StripeCall& call, std::string method, const std::string& path,
                        std::string form) const;
    base::Task<StripeResult<boost::json::value>> ask(HttpRequest request, StripeCall call);
    base::Task<std::variant<HttpReply, HttpError>> attempt(HttpRequest request,
                                                           base::Deadline until);
    void report(const std::variant<HttpReply, HttpError>& outcome);

    const StripeOptions options_;
    base::BlockingPool& pool_;
    CircuitBreaker breaker_;
};

}  // namespace outbound

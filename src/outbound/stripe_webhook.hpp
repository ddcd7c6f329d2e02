// What Stripe tells by itself (docs.stripe.com/webhooks): who sent it, and what it says of a
// payment or an account.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "outbound/stripe_objects.hpp"

namespace outbound {

// The value of the Stripe-Signature header, "t=<seconds>,v1=<hex>[,v1=<hex>]", judged for the exact
// bytes of the body: one of its v1 signatures must be made with one of the secrets (while a secret
// is changed both are good), and its time within the tolerance of now, so that nobody can repeat it
// later. False for every other text.
bool is_signed_by_stripe(std::string_view payload, std::string_view signature,
                         std::span<const std::string> secrets, base::Instant now,
                         std::chrono::seconds tolerance);

struct StripeEvent {
    enum class Kind {
        paid,
        failed,   // of a payment that takes days; a declined card is tried again on Stripe's page
        expired,  // the session can no longer be paid
        refund_succeeded,
        refund_failed,
        dispute_opened,
        dispute_won,
        dispute_lost,
        account_changed,
        ignored,  // nothing that we act on
    };
    std::string id;  // evt_...
    Kind kind = Kind::ignored;
    std::string account;  // acct_... of the organization; empty: the platform's own
    std::string session_id;
    std::string payment_intent_id;
    std::string refund_id;
    std::string dispute_id;
    std::int64_t amount_minor = 0;
    std::string currency;
    std::string reason;       // why a refund failed or a payment is disputed
    StripeMetadata metadata;  // what we gave Stripe with the session or refund
    std::optional<StripeAccount> changed_account;
};

std::string_view to_string(StripeEvent::Kind kind);

// malformed_json where the body is no event; an event of a type that we do not know is ignored.
base::Result<StripeEvent> read_stripe_event(std::string_view payload);

}  // namespace outbound

// What a provider says of a payment, whoever heard it: a webhook, the success page, or the job that
// asked.
#pragma once

#include <optional>
#include <string>

#include "services/context.hpp"

namespace services {

enum class PaymentEventKind {
    paid,
    failed,      // for good; a refused card that may be tried again is no event
    expired,     // can no longer be made
    still_open,  // asked, and nothing has happened yet
    refund_succeeded,
    refund_failed,
    dispute_opened,
    dispute_won,
    dispute_lost,
};

std::string_view to_string(PaymentEventKind kind);

// Texts are the provider's own names; what it did not say is absent.
struct PaymentEvent {
    std::string provider;                   // stripe, test
    std::optional<std::string> id;          // of the webhook's event: handled once
    std::optional<std::string> account_id;  // the connected account
    PaymentEventKind kind = PaymentEventKind::still_open;
    std::optional<std::string> session_id;      // of the Checkout Session
    std::optional<std::string> intent_id;       // of the PaymentIntent
    std::optional<base::Uuid> organization_id;  // as we told the provider when we opened it
    std::optional<base::Uuid> payment_id;
    std::optional<std::string> refund_id;        // the provider's
    std::optional<base::Uuid> refund_reference;  // ours
    std::optional<std::string> dispute_id;
    std::optional<std::int64_t> amount_minor;
    std::optional<std::string> currency;  // "GBP"
    std::optional<std::string> reason;
};

// Applies the event in one transaction, which is durable when this returns. What came of it:
// confirm, retake, return, close, ignore (sql/functions/51_settlement.sql, app.settlement),
// repeated, unknown, ...
base::Task<base::Result<std::string>> apply_payment_event(Context context, PaymentEvent event);

}  // namespace services

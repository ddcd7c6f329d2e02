// Payments and refunds, and what their providers said. sql/functions/51_payments.sql,
// 52_refunds.sql.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

// What a provider has to know of a payment.
struct PaymentTask {
    base::Uuid organization_id;
    base::Uuid id;
    std::string purpose;     // checkout, balance, gift_card
    std::string provider;    // test, stripe
    std::string status;      // open, succeeded, failed, expired
    std::string account_id;  // the connected account; empty where there is none
    std::string session_id;  // the provider's; empty before it was opened there
    std::string intent_id;
    std::string url;  // where the customer pays
    std::int64_t amount_minor = 0;
    std::string currency;
    std::int64_t application_fee_minor = 0;
    base::Instant expires_at;  // until then the customer may pay
    bool is_over = false;      // nobody waits for it any more
    std::optional<base::Uuid> checkout_id;
    std::optional<base::Uuid> booking_id;
    std::string success_url;  // that the buyer asked for; may be empty
    std::string cancel_url;
    std::string email;
    std::string description;
};

struct RefundTask {
    base::Uuid organization_id;
    base::Uuid id;
    std::int64_t amount_minor = 0;
    std::string currency;
    PaymentTask payment;
};

// payment_not_found.
base::Task<base::Result<PaymentTask>> read_payment_task(Context context, base::Uuid organization_id,
                                                        base::Uuid id);

base::Task<base::Result<void>> attach_payment_session(Context context, base::Uuid organization_id,
                                                      base::Uuid id, std::string session_id,
                                                      std::string url);

// What came of the event (app.apply_payment_event).
base::Task<base::Result<std::string>> apply_payment_event(Context context,
                                                          boost::json::object event);

// Open payments whose provider should be asked now, and refunds that it should make now; for the
// caller alone until the lease is over.
base::Task<base::Result<std::vector<PaymentTask>>> take_open_payments(Context context,
                                                                      int payments_max,
                                                                      int lease_seconds);
base::Task<base::Result<std::vector<RefundTask>>> take_due_refunds(Context context, int refunds_max,
                                                                   int lease_seconds);

// What the provider said of a refund: {status, provider_refund_id?, error?}.
base::Task<base::Result<void>> settle_refund(Context context, base::Uuid organization_id,
                                             base::Uuid id, boost::json::object answer);

// permission_denied | booking_not_found.
base::Task<base::Result<Outcome>> read_booking_money(Context context, base::Uuid booking_id);

struct RefundOrder {
    std::optional<std::int64_t> amount_minor;  // nothing: all that can go back
    std::string target;                        // provider, gift_card, venue
    std::string reason;
};

// permission_denied | idempotency_key_reused | booking_not_found | refund_exceeds_payment.
base::Task<base::Result<Outcome>> refund_booking(Context context, base::Uuid booking_id,
                                                 RefundOrder order, Idempotency idempotency);

// permission_denied | idempotency_key_reused | booking_not_found | nothing_to_pay | invalid_field.
base::Task<base::Result<Outcome>> take_venue_payment(Context context, base::Uuid booking_id,
                                                     std::optional<std::int64_t> amount_minor,
                                                     Idempotency idempotency);

// How an organization takes payments. permission_denied.
base::Task<base::Result<Outcome>> read_payment_settings(Context context);

// permission_denied | precondition_failed.
base::Task<base::Result<Outcome>> update_payment_settings(Context context,
                                                          std::int64_t expected_version,
                                                          std::optional<bool> pay_at_venue);

// The payment that an outcome carries as `payment`.
PaymentTask payment_task_of(const boost::json::object& object);

}  // namespace store

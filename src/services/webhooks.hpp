// Webhooks of an organization: endpoints are made, edited and removed, deliveries are looked at and
// sent. A secret is "whsec_" and 32 random bytes in base64url; it is told once, when it is made.
#pragma once

#include "services/staff.hpp"
#include "store/webhooks.hpp"

namespace services {

struct WebhookEndpointInput {
    std::string url;
    std::string description;
    std::vector<std::string> event_types;  // none: all
};

base::Task<base::Result<store::Outcome>> list_webhook_endpoints(
    Context context, Staff staff, int limit, std::optional<base::Uuid> starting_after);

// webhook_endpoint_not_found.
base::Task<base::Result<store::Outcome>> read_webhook_endpoint(Context context, Staff staff,
                                                               base::Uuid id);

// The document of the new endpoint, with its secret as `secret`; null in a replay, because nobody
// tells it twice. invalid_field (/url, /event_types/0) | idempotency_key_reused |
// webhook_endpoint_limit_reached.
base::Task<base::Result<store::Outcome>> create_webhook_endpoint(Context context, Staff staff,
                                                                 WebhookEndpointInput input,
                                                                 store::Idempotency idempotency);

// invalid_field (/url, /event_types/0) | webhook_endpoint_not_found | precondition_failed.
base::Task<base::Result<store::Outcome>> update_webhook_endpoint(
    Context context, Staff staff, base::Uuid id, std::int64_t expected_version,
    store::WebhookEndpointChange change);

// webhook_endpoint_not_found.
base::Task<base::Result<store::Outcome>> delete_webhook_endpoint(Context context, Staff staff,
                                                                 base::Uuid id);

// The document with the new secret, as create_webhook_endpoint() gives it. Until the overlap is
// over deliveries are signed with the old one, too. idempotency_key_reused |
// webhook_endpoint_not_found.
base::Task<base::Result<store::Outcome>> rotate_webhook_secret(Context context, Staff staff,
                                                               base::Uuid id,
                                                               std::int64_t overlap_seconds,
                                                               store::Idempotency idempotency);

// Sends the endpoint a ping: the delivery of it. idempotency_key_reused |
// webhook_endpoint_not_found | invalid_transition.
base::Task<base::Result<store::Outcome>> test_webhook_endpoint(Context context, Staff staff,
                                                               base::Uuid id,
                                                               store::Idempotency idempotency);

base::Task<base::Result<store::Outcome>> list_webhook_deliveries(
    Context context, Staff staff, store::WebhookDeliveryFilter filter, int limit,
    std::optional<base::Uuid> starting_after);

// webhook_delivery_not_found.
base::Task<base::Result<store::Outcome>> read_webhook_delivery(Context context, Staff staff,
                                                               base::Uuid id);

// Sends it once more. idempotency_key_reused | webhook_delivery_not_found | invalid_transition.
base::Task<base::Result<store::Outcome>> replay_webhook_delivery(Context context, Staff staff,
                                                                 base::Uuid id,
                                                                 store::Idempotency idempotency);

// The value of BookingTMS-Signature: "t=<seconds since 1970>,v1=<hex>", with one v1 for each
// secret: the HMAC-SHA256 of "<t>.<body>".
std::string webhook_signature(const std::vector<std::string>& secrets, base::Instant now,
                              const std::string& body);

struct WebhookOptions {
    base::BlockingPool* pool = nullptr;  // a thread for each attempt that is under way
    int attempts_per_endpoint_max = 1;   // at once, on all nodes together
    bool private_addresses = false;      // endpoints may be in networks of the operator
};

// Makes the one attempt that has been due for longest, and notes what became of it. False: nothing
// was due.
base::Task<base::Result<bool>> deliver_next_webhook(Context context, WebhookOptions options);

}  // namespace services

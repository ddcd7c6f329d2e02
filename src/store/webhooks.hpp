// Webhook endpoints of organizations and the deliveries to them. sql/functions/67_webhooks.sql and
// 68_webhook_deliveries.sql. Secrets come here sealed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

struct NewWebhookEndpoint {
    base::Uuid id;
    std::string url;
    std::string description;
    std::vector<std::string> event_types;  // none: all
    std::string secret_sealed;
};

// What is nothing stays as it is.
struct WebhookEndpointChange {
    std::optional<std::string> url;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> event_types;
    std::optional<bool> is_active;
};

struct WebhookSecretRotation {
    base::Uuid id;
    std::string secret_sealed;
    std::int64_t overlap_seconds = 0;
};

// What a list of deliveries is narrowed to; nothing: any.
struct WebhookDeliveryFilter {
    std::optional<base::Uuid> endpoint_id;
    std::optional<std::string> status;  // waiting, delivered, failed
    std::optional<std::string> event_type;
};

base::Task<base::Result<Outcome>> list_webhook_endpoints(Context context, int limit,
                                                         std::optional<base::Uuid> starting_after);
// webhook_endpoint_not_found.
base::Task<base::Result<Outcome>> read_webhook_endpoint(Context context, base::Uuid id);
// idempotency_key_reused | invalid_field (/event_types/0) | webhook_endpoint_limit_reached.
base::Task<base::Result<Outcome>> create_webhook_endpoint(Context context,
                                                          NewWebhookEndpoint endpoint,
                                                          int endpoints_max,
                                                          Idempotency idempotency);
// webhook_endpoint_not_found | precondition_failed | invalid_field (/event_types/0).
base::Task<base::Result<Outcome>> update_webhook_endpoint(Context context, base::Uuid id,
                                                          std::int64_t expected_version,
                                                          WebhookEndpointChange change);
// webhook_endpoint_not_found.
base::Task<base::Result<Outcome>> delete_webhook_endpoint(Context context, base::Uuid id);
// idempotency_key_reused | webhook_endpoint_not_found.
base::Task<base::Result<Outcome>> rotate_webhook_secret(Context context,
                                                        WebhookSecretRotation rotation,
                                                        Idempotency idempotency);
// The delivery of a ping. idempotency_key_reused | webhook_endpoint_not_found | invalid_transition.
base::Task<base::Result<Outcome>> test_webhook_endpoint(Context context, base::Uuid id,
                                                        Idempotency idempotency);
base::Task<base::Result<Outcome>> list_webhook_deliveries(Context context,
                                                          WebhookDeliveryFilter filter, int limit,
                                                          std::optional<base::Uuid> starting_after);
// webhook_delivery_not_found.
base::Task<base::Result<Outcome>> read_webhook_delivery(Context context, base::Uuid id);
// idempotency_key_reused | webhook_delivery_not_found | invalid_transition.
base::Task<base::Result<Outcome>> replay_webhook_delivery(Context context, base::Uuid id,
                                                          Idempotency idempotency);

// What follows is for the engine.

// One attempt that the caller alone makes until its lease ends.
struct WebhookDelivery {
    base::Uuid organization_id;
    base::Uuid id;
    int attempt = 0;  // from 1
    base::Uuid endpoint_id;
    std::string url;
    std::string secret_sealed;
    std::optional<std::string> previous_secret_sealed;  // while it signs, too
    std::string body;
};

// What became of it. An error: why it was no success.
struct WebhookAttempt {
    std::optional<int> reply_status;
    std::optional<std::string> reply;  // the beginning of it, valid UTF-8
    int duration_ms = 0;
    std::optional<std::string> error;
};

// Makes the deliveries of what is new in the outbox. How many rows were read, at most `rows_max`.
base::Task<base::Result<std::int64_t>> plan_webhook_deliveries(Context context, int rows_max);

// The next delivery that is due, of an endpoint with fewer than `per_endpoint_max` under way.
base::Task<base::Result<std::optional<WebhookDelivery>>> take_webhook_delivery(Context context,
                                                                               int per_endpoint_max,
                                                                               int lease_seconds);

// Gives delivered, waiting, failed, or gone where the log has forgotten it.
base::Task<base::Result<std::string>> settle_webhook_delivery(Context context,
                                                              base::Uuid organization_id,
                                                              base::Uuid id, int attempt,
                                                              WebhookAttempt outcome);

// Forgets events that are older than this, at most so many; how many went.
base::Task<base::Result<std::int64_t>> forget_webhooks(Context context, int age_days,
                                                       int events_max);

}  // namespace store

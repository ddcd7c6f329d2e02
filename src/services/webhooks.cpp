// Webhooks: their secrets, their signatures, and the attempts to deliver them.
#include "services/webhooks.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <variant>

#include "base/text.hpp"
#include "crypto/sealed.hpp"
#include "crypto/token.hpp"
#include "obs/log.hpp"
#include "outbound/address_guard.hpp"
#include "outbound/http_client.hpp"
#include "services/sessions.hpp"

namespace services {
namespace {

constexpr int endpoints_max = 20;
constexpr std::size_t secret_bytes = 32;
constexpr std::chrono::seconds connect_seconds_max{5};
constexpr std::chrono::seconds attempt_seconds_max{15};
// Longer than an attempt and its note take, so that no attempt is made by two.
constexpr int lease_seconds = 60;
constexpr std::size_t reply_bytes_max = std::size_t{64} * 1024;
constexpr std::size_t reply_bytes_kept_max = 1000;

// A secret that is sealed for one endpoint opens for no other.
std::string seal_context(const base::Uuid& organization_id, const base::Uuid& endpoint_id) {
    return "webhook " + base::to_string(organization_id) + " " + base::to_string(endpoint_id);
}

std::string new_secret() {
    return "whsec_" + crypto::random_secret(secret_bytes);
}

std::string seal_secret(const Context& context, const Staff& staff, const base::Uuid& endpoint_id,
                        const std::string& secret) {
    return crypto::seal(context.keys->webhooks().front(), secret,
                        seal_context(staff.organization_id, endpoint_id));
}

// Tells the secret, this once.
void add_secret(base::Result<store::Outcome>& outcome, const std::string& secret) {
    if (!outcome) return;
    boost::json::object& document = outcome->value.at("result").as_object();
    if (outcome->replayed) {
        document["secret"] = nullptr;
    } else {
        document["secret"] = secret;
    }
}

std::optional<base::Error> refuse_url(const Context& context, const std::string& url) {
    auto fault = outbound::fault_of_url(url, context.rules->webhook_private_addresses);
    if (!fault) return std::nullopt;
    base::Error error;
    error.code = base::ErrorCode::invalid_field;
    error.detail = std::move(*fault);
    error.param = "/url";
    return error;
}

// The secrets that sign, the newest first; none where the key that sealed them is gone.
std::vector<std::string> secrets_of(const crypto::Keys& keys,
                                    const store::WebhookDelivery& delivery) {
    const std::string context = seal_context(delivery.organization_id, delivery.endpoint_id);
    std::vector<std::string> secrets;
    const auto open = [&](const std::string& sealed) {
        auto secret = crypto::unseal(keys.webhooks(), sealed, context);
        if (secret) secrets.push_back(std::move(*secret));
    };
    open(delivery.secret_sealed);
    if (delivery.previous_secret_sealed) open(*delivery.previous_secret_sealed);
    return secrets;
}

outbound::HttpRequest request_of(const store::WebhookDelivery& delivery,
                                 const std::vector<std::string>& secrets, base::Instant now,
                                 bool private_addresses) {
    outbound::HttpRequest request;
    request.method = "POST";
    request.url = delivery.url;
    request.headers = {{"Content-Type", "application/json"},
                       {"User-Agent", "BookingTMS-Webhooks/1"},
                       {"BookingTMS-Delivery", base::to_string(delivery.id)},
                       {"BookingTMS-Attempt", std::to_string(delivery.attempt)},
                       {"BookingTMS-Signature", webhook_signature(secrets, now, delivery.body)}};
    request.body = delivery.body;
    request.connect_timeout = connect_seconds_max;
    request.timeout = attempt_seconds_max;
    request.reply_bytes_max = reply_bytes_max;
    if (!private_addresses) {
        request.admits = [](const sockaddr& address) { return outbound::is_public(address); };
    }
    return request;
}

store::WebhookAttempt attempt_of(const outbound::HttpReply& reply) {
    store::WebhookAttempt attempt;
    attempt.reply_status = reply.status;
    std::string text = base::as_utf8(reply.body);
    std::replace(text.begin(), text.end(), '\0', ' ');  // which PostgreSQL does not take
    attempt.reply = std::string(base::beginning_of(text, reply_bytes_kept_max));
    if (reply.status >= 300 && reply.status < 400) {
        attempt.error = "The endpoint replied with a redirect, which is not followed.";
    } else if (reply.status < 200 || reply.status >= 300) {
        attempt.error = "The endpoint replied with the status " + std::to_string(reply.status) +
                        ". A status from 200 to 299 means success.";
    }
    return attempt;
}

store::WebhookAttempt attempt_of(const outbound::HttpError& error) {
    store::WebhookAttempt attempt;
    attempt.error = base::as_utf8(error.detail);
    return attempt;
}

// Sends and waits for the reply. Blocks.
store::WebhookAttempt send_and_time(const outbound::HttpRequest& request) {
    const auto begin = std::chrono::steady_clock::now();
    const auto sent = outbound::send(request);
    store::WebhookAttempt attempt =
        std::visit([](const auto& outcome) { return attempt_of(outcome); }, sent);
    const auto taken = std::chrono::steady_clock::now() - begin;
    attempt.duration_ms =
        static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(taken).count());
    return attempt;
}

// Why nothing could be sent, which counts as an attempt that failed.
store::WebhookAttempt not_sent(std::string why) {
    store::WebhookAttempt attempt;
    attempt.error = std::move(why);
    return attempt;
}

// A fault of ours is an error and no attempt: whoever has the delivery next makes it.
base::Task<base::Result<store::WebhookAttempt>> attempt_delivery(Context context,
                                                                 WebhookOptions options,
                                                                 store::WebhookDelivery delivery) {
    const std::vector<std::string> secrets = secrets_of(*context.keys, delivery);
    if (secrets.empty()) {
        co_return not_sent(
            "The server's secret key was changed. Rotate the secret of the "
            "endpoint.");
    }
    const std::function<store::WebhookAttempt()> work =
        [request = request_of(delivery, secrets, context.clock->now(), options.private_addresses)] {
            return send_and_time(request);
        };
    co_return co_await options.pool->run(work, context.deadline);
}

}  // namespace

base::Task<base::Result<store::Outcome>> list_webhook_endpoints(
    Context context, Staff staff, int limit, std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_webhook_endpoints(as_staff(context, staff), limit,
                                                     starting_after);
}

base::Task<base::Result<store::Outcome>> read_webhook_endpoint(Context context, Staff staff,
                                                               base::Uuid id) {
    co_return co_await store::read_webhook_endpoint(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> create_webhook_endpoint(Context context, Staff staff,
                                                                 WebhookEndpointInput input,
                                                                 store::Idempotency idempotency) {
    if (auto refusal = refuse_url(context, input.url)) co_return base::fail(std::move(*refusal));
    const std::string secret = new_secret();
    store::NewWebhookEndpoint endpoint;
    endpoint.id = base::new_uuid(context.clock->now());
    endpoint.url = std::move(input.url);
    endpoint.description = std::move(input.description);
    endpoint.event_types = std::move(input.event_types);
    endpoint.secret_sealed = seal_secret(context, staff, endpoint.id, secret);
    auto made = co_await store::create_webhook_endpoint(
        as_staff(context, staff), std::move(endpoint), endpoints_max, std::move(idempotency));
    add_secret(made, secret);
    co_return made;
}

base::Task<base::Result<store::Outcome>> update_webhook_endpoint(
    Context context, Staff staff, base::Uuid id, std::int64_t expected_version,
    store::WebhookEndpointChange change) {
    if (change.url) {
        if (auto refusal = refuse_url(context, *change.url)) {
            co_return base::fail(std::move(*refusal));
        }
    }
    co_return co_await store::update_webhook_endpoint(as_staff(context, staff), id,
                                                      expected_version, std::move(change));
}

base::Task<base::Result<store::Outcome>> delete_webhook_endpoint(Context context, Staff staff,
                                                                 base::Uuid id) {
    co_return co_await store::delete_webhook_endpoint(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> rotate_webhook_secret(Context context, Staff staff,
                                                               base::Uuid id,
                                                               std::int64_t overlap_seconds,
                                                               store::Idempotency idempotency) {
    const std::string secret = new_secret();
    store::WebhookSecretRotation rotation;
    rotation.id = id;
    rotation.secret_sealed = seal_secret(context, staff, id, secret);
    rotation.overlap_seconds = overlap_seconds;
    auto rotated = co_await store::rotate_webhook_secret(
        as_staff(context, staff), std::move(rotation), std::move(idempotency));
    add_secret(rotated, secret);
    co_return rotated;
}

base::Task<base::Result<store::Outcome>> test_webhook_endpoint(Context context, Staff staff,
                                                               base::Uuid id,
                                                               store::Idempotency idempotency) {
    co_return co_await store::test_webhook_endpoint(as_staff(context, staff), id,
                                                    std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> list_webhook_deliveries(
    Context context, Staff staff, store::WebhookDeliveryFilter filter, int limit,
    std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_webhook_deliveries(as_staff(context, staff), std::move(filter),
                                                      limit, starting_after);
}

base::Task<base::Result<store::Outcome>> read_webhook_delivery(Context context, Staff staff,
                                                               base::Uuid id) {
    co_return co_await store::read_webhook_delivery(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> replay_webhook_delivery(Context context, Staff staff,
                                                                 base::Uuid id,
                                                                 store::Idempotency idempotency) {
    co_return co_await store::replay_webhook_delivery(as_staff(context, staff), id,
                                                      std::move(idempotency));
}

std::string webhook_signature(const std::vector<std::string>& secrets, base::Instant now,
                              const std::string& body) {
    const std::string seconds =
        std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    std::string signature = "t=" + seconds;
    for (const std::string& secret : secrets) {
        signature += ",v1=" + crypto::hmac_sha256_hex(secret, seconds + "." + body);
    }
    return signature;
}

base::Task<base::Result<bool>> deliver_next_webhook(Context context, WebhookOptions options) {
    const store::Context engine = as_engine(context);
    auto taken = co_await store::take_webhook_delivery(engine, options.attempts_per_endpoint_max,
                                                       lease_seconds);
    if (!taken) co_return base::fail(taken.error());
    if (!*taken) co_return false;
    const store::WebhookDelivery delivery = std::move(**taken);
    auto attempt = co_await attempt_delivery(context, options, delivery);
    if (!attempt) co_return base::fail(attempt.error());
    if (attempt->error) {
        obs::log(obs::Level::info, "webhook_not_delivered",
                 {{"organization_id", base::to_string(delivery.organization_id)},
                  {"delivery_id", base::to_string(delivery.id)},
                  {"attempt", static_cast<std::int64_t>(delivery.attempt)},
                  {"cause", *attempt->error}});
    }
    const auto settled = co_await store::settle_webhook_delivery(
        engine, delivery.organization_id, delivery.id, delivery.attempt, std::move(*attempt));
    if (!settled) co_return base::fail(settled.error());
    co_return true;
}

}  // namespace services

// The signature first, then the event.
#include "outbound/stripe_webhook.hpp"

#include <array>
#include <boost/json.hpp>
#include <utility>
#include <vector>

#include "base/fields.hpp"
#include "base/text.hpp"
#include "crypto/token.hpp"

namespace outbound {
namespace {

namespace json = boost::json;
using Kind = StripeEvent::Kind;

struct Signature {
    std::string_view time;
    std::vector<std::string_view> hashes;
};

// Parts of other schemes (v0 is for tests of Stripe's own) are passed over.
Signature parse_signature(std::string_view header) {
    Signature signature;
    while (!header.empty()) {
        const std::size_t end = std::min(header.find(','), header.size());
        const std::string_view part = base::trim(header.substr(0, end));
        if (part.starts_with("t=")) signature.time = part.substr(2);
        if (part.starts_with("v1=")) signature.hashes.push_back(part.substr(3));
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    return signature;
}

void read_session(const json::value& object, Kind kind, StripeEvent& event) {
    auto session = read_checkout_session(object);
    if (!session) return;
    // A completed session whose payment is still under way tells later how that ended.
    if (kind == Kind::paid && session->payment_status != "paid") return;
    event.kind = kind;
    event.session_id = std::move(session->id);
    event.payment_intent_id = std::move(session->payment_intent_id);
    event.amount_minor = session->amount_minor;
    event.currency = std::move(session->currency);
    event.metadata = std::move(session->metadata);
}

void read_refund_change(const json::value& object, StripeEvent& event) {
    auto refund = read_refund(object);
    if (!refund) return;
    if (refund->status == "succeeded") event.kind = Kind::refund_succeeded;
    if (refund->status == "failed" || refund->status == "canceled") {
        event.kind = Kind::refund_failed;
    }
    event.refund_id = std::move(refund->id);
    event.payment_intent_id = std::move(refund->payment_intent_id);
    event.amount_minor = refund->amount_minor;
    event.currency = std::move(refund->currency);
    event.reason = std::move(refund->failure_reason);
    event.metadata = std::move(refund->metadata);
}

void read_dispute_change(const json::value& object, bool is_closed, StripeEvent& event) {
    auto dispute = read_dispute(object);
    // A warning is a question of the bank; it takes no money.
    if (!dispute || dispute->status.starts_with("warning_")) return;
    event.kind = Kind::dispute_opened;
    if (is_closed) event.kind = dispute->status == "lost" ? Kind::dispute_lost : Kind::dispute_won;
    event.dispute_id = std::move(dispute->id);
    event.payment_intent_id = std::move(dispute->payment_intent_id);
    event.amount_minor = dispute->amount_minor;
    event.currency = std::move(dispute->currency);
    event.reason = std::move(dispute->reason);
}

void read_account_change(const json::value& object, StripeEvent& event) {
    auto account = read_account(object);
    if (!account) return;
    event.kind = Kind::account_changed;
    event.changed_account = std::move(account);
}

// The organization has taken the platform's right to act for it: no more charges through us.
void read_disconnection(StripeEvent& event) {
    StripeAccount account;
    account.id = event.account;
    event.kind = Kind::account_changed;
    event.changed_account = std::move(account);
}

void read_object(std::string_view type, const json::value& object, StripeEvent& event) {
    if (type == "checkout.session.completed" || type == "checkout.session.async_payment_succeeded")
        read_session(object, Kind::paid, event);
    if (type == "checkout.session.async_payment_failed") read_session(object, Kind::failed, event);
    if (type == "checkout.session.expired") read_session(object, Kind::expired, event);
    if (type == "refund.created" || type == "refund.updated" || type == "refund.failed" ||
        type == "charge.refund.updated")
        read_refund_change(object, event);
    if (type == "charge.dispute.created") read_dispute_change(object, false, event);
    if (type == "charge.dispute.closed") read_dispute_change(object, true, event);
    if (type == "account.updated") read_account_change(object, event);
    if (type == "account.application.deauthorized") read_disconnection(event);
}

}  // namespace

bool is_signed_by_stripe(std::string_view payload, std::string_view signature,
                         std::span<const std::string> secrets, base::Instant now,
                         std::chrono::seconds tolerance) {
    const Signature parsed = parse_signature(signature);
    const auto seconds = base::parse_integer(parsed.time);
    // Beyond that the subtraction below could overflow; it is the year 2286.
    constexpr std::int64_t seconds_max = 9'999'999'999;
    if (!seconds || *seconds < 0 || *seconds > seconds_max) return false;
    const std::chrono::sys_seconds sent_at{std::chrono::seconds(*seconds)};
    const auto age = std::chrono::floor<std::chrono::seconds>(now) - sent_at;
    if (age > tolerance || age < -tolerance) return false;

    const std::string content = std::string(parsed.time) + "." + std::string(payload);
    bool is_good = false;
    for (const auto& secret : secrets) {
        const std::string expected = crypto::hmac_sha256_hex(std::string_view(secret), content);
        for (const auto hash : parsed.hashes) {
            is_good = crypto::constant_time_equal(expected, hash) || is_good;
        }
    }
    return is_good;
}

std::string_view to_string(StripeEvent::Kind kind) {
    constexpr std::array<std::string_view, 10> names = {
        "paid",           "failed",      "expired",      "refund_succeeded", "refund_failed",
        "dispute_opened", "dispute_won", "dispute_lost", "account_changed",  "ignored"};
    return names.at(static_cast<std::size_t>(kind));
}

base::Result<StripeEvent> read_stripe_event(std::string_view payload) {
    const auto body = base::parse_json(payload);
    if (!body) return base::fail(body.error());
    const json::object* object = body->if_object();
    const json::value* data = object == nullptr ? nullptr : object->if_contains("data");
    const json::value* subject =
        data == nullptr || !data->is_object() ? nullptr : data->get_object().if_contains("object");
    if (subject == nullptr || text_member(*object, "object") != "event" ||
        text_member(*object, "id").empty()) {
        return base::fail(base::ErrorCode::malformed_json, "The body is no event of Stripe.");
    }
    StripeEvent event;
    event.id = text_member(*object, "id");
    event.account = text_member(*object, "account");
    read_object(text_member(*object, "type"), *subject, event);
    return event;
}

}  // namespace outbound

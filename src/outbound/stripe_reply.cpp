// Stripe's errors by status and type (docs.stripe.com/api/errors), and its hints about repeating.
#include "outbound/stripe_reply.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"

namespace outbound {
namespace {

namespace json = boost::json;
using Kind = StripeError::Kind;

constexpr std::chrono::milliseconds pause_min{200};
constexpr std::chrono::milliseconds pause_max{2000};

std::string_view header_of(const HttpReply& reply, std::string_view name) {
    for (const auto& [its_name, value] : reply.headers) {
        if (its_name == name) return value;
    }
    return {};
}

std::optional<int> retry_after_of(const HttpReply& reply) {
    const auto seconds = base::parse_integer(header_of(reply, "retry-after"));
    // Stripe's own clients do not believe more than a minute, either.
    if (!seconds || *seconds < 0 || *seconds > 60) return std::nullopt;
    return static_cast<int>(*seconds);
}

Kind kind_of(int status, std::string_view type) {
    // 409: another request with this key, or on this object, is still running.
    if (status >= 500 || status == 409) return Kind::away;
    if (status == 429) return Kind::rate_limited;
    if (status == 401 || status == 403) return Kind::authentication;
    if (status == 404) return Kind::not_found;
    if (type == "card_error" || status == 402) return Kind::card;
    if (type == "idempotency_error") return Kind::idempotency;
    return Kind::invalid_request;
}

StripeError error_of(const HttpReply& reply, const json::value* body) {
    StripeError error;
    std::string type;
    if (body != nullptr && body->is_object()) {
        const json::value* member = body->get_object().if_contains("error");
        if (member != nullptr && member->is_object()) {
            const json::object& told = member->get_object();
            type = text_member(told, "type");
            error.code = text_member(told, "code");
            error.param = text_member(told, "param");
            error.detail = text_member(told, "message");
        }
    }
    error.kind = kind_of(reply.status, type);
    error.request_id = std::string(header_of(reply, "request-id"));
    error.retry_after_seconds = retry_after_of(reply);
    // The first request with this key still runs, or the error came in the middle of it.
    error.may_have_happened = reply.status >= 500 || reply.status == 409;
    // Stripe's own sentence quotes a part of the key.
    if (error.kind == Kind::authentication) error.detail = "Stripe does not accept the secret key.";
    error.detail = "status " + std::to_string(reply.status) + ": " + error.detail;
    return error;
}

StripeError error_of(const HttpError& fault) {
    StripeError error;
    error.detail = fault.detail;
    error.may_have_happened = fault.was_sent;
    return error;
}

}  // namespace

StripeResult<json::value> read_stripe_reply(const HttpOutcome& outcome) {
    if (const auto* fault = std::get_if<HttpError>(&outcome)) {
        return tl::unexpected(error_of(*fault));
    }
    const auto& reply = std::get<HttpReply>(outcome);
    json::error_code broken;
    json::value body = json::parse(reply.body, broken);
    if (reply.status < 200 || reply.status >= 300) {
        return tl::unexpected(error_of(reply, broken ? nullptr : &body));
    }
    if (!broken && body.is_object()) return body;
    StripeError error;
    error.detail = "the reply is no JSON object";
    error.may_have_happened = true;
    return tl::unexpected(std::move(error));
}

bool is_away(const HttpOutcome& outcome) {
    const auto* reply = std::get_if<HttpReply>(&outcome);
    return reply == nullptr || reply->status >= 500;
}

bool may_retry(const HttpOutcome& outcome, bool is_repeatable) {
    if (const auto* fault = std::get_if<HttpError>(&outcome)) {
        switch (fault->fault) {
            case HttpFault::unreachable:
            case HttpFault::timed_out:
            case HttpFault::broken:
                return is_repeatable || !fault->was_sent;
            default:
                return false;
        }
    }
    const auto& reply = std::get<HttpReply>(outcome);
    if (!is_repeatable) return false;
    const std::string_view hint = header_of(reply, "stripe-should-retry");
    if (hint == "true") return true;
    if (hint == "false") return false;
    return reply.status == 409 || reply.status == 429 || reply.status >= 500;
}

std::chrono::milliseconds retry_pause(const HttpOutcome& outcome, int failures, double chance) {
    auto pause = pause_min;
    for (int i = 1; i < failures && pause < pause_max; ++i) pause *= 2;
    pause = std::min(pause, pause_max);
    pause -= std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(
        static_cast<double>(pause.count()) * chance / 2));
    if (const auto* reply = std::get_if<HttpReply>(&outcome)) {
        const std::chrono::seconds asked(retry_after_of(*reply).value_or(0));
        pause = std::max<std::chrono::milliseconds>(pause, asked);
    }
    return pause;
}

}  // namespace outbound

// What a reply of Stripe means, and whether a call may be repeated. No I/O.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "outbound/http_client.hpp"
#include "outbound/stripe.hpp"

namespace outbound {

using HttpOutcome = std::variant<HttpReply, HttpError>;

// The object of a reply with a status below 300, or the error that it tells of.
StripeResult<boost::json::value> read_stripe_reply(const HttpOutcome& outcome);

// Stripe did not do its part: it was not there, took too long, or failed inside.
bool is_away(const HttpOutcome& outcome);

// Whether the same request may be sent again. `is_repeatable`: a GET, or with an idempotency key.
bool may_retry(const HttpOutcome& outcome, bool is_repeatable);

// How long to wait after so many failures: from 200 ms doubling up to 2 s, of which `chance` (0 to
// 1) takes up to half away, and no less than the reply asks for.
std::chrono::milliseconds retry_pause(const HttpOutcome& outcome, int failures, double chance);

}  // namespace outbound

// What replies of Stripe mean, and which calls are repeated.
#include "outbound/stripe_reply.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace outbound {
namespace {

using Kind = StripeError::Kind;
using std::chrono::milliseconds;

HttpReply reply(int status, std::string body = "{}", HttpHeaders headers = {}) {
    HttpReply reply;
    reply.status = status;
    reply.body = std::move(body);
    reply.headers = std::move(headers);
    return reply;
}

HttpError fault(HttpFault kind, bool was_sent) {
    HttpError error;
    error.fault = kind;
    error.detail = "what curl says";
    error.was_sent = was_sent;
    return error;
}

TEST(StripeReply, ErrorsHaveAKind) {
    struct Case {
        int status;
        const char* type;
        Kind kind;
        bool may_have_happened;
    };
    constexpr Case cases[] = {
        {400, "invalid_request_error", Kind::invalid_request, false},
        {400, "idempotency_error", Kind::idempotency, false},
        {401, "invalid_request_error", Kind::authentication, false},
        {402, "card_error", Kind::card, false},
        {403, "invalid_request_error", Kind::authentication, false},
        {404, "invalid_request_error", Kind::not_found, false},
        {409, "invalid_request_error", Kind::away, true},
        {429, "invalid_request_error", Kind::rate_limited, false},
        {500, "api_error", Kind::away, true},
        {503, "api_error", Kind::away, true},
    };
    for (const auto& [status, type, kind, may_have_happened] : cases) {
        const auto result = read_stripe_reply(reply(
            status, R"({"error":{"type":")" + std::string(type) + R"(","code":"c","param":"p"}})",
            {{"request-id", "req_1"}}));
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, kind) << status << type;
        EXPECT_EQ(result.error().may_have_happened, may_have_happened) << status;
        EXPECT_EQ(result.error().code, "c");
        EXPECT_EQ(result.error().param, "p");
        EXPECT_EQ(result.error().request_id, "req_1");
    }
}

TEST(StripeReply, AnErrorPageThatIsNoJsonIsStillAnError) {
    const auto result = read_stripe_reply(reply(502, "<html>Bad gateway</html>"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Kind::away);
    EXPECT_TRUE(result.error().may_have_happened);
}

TEST(StripeReply, WhatStripeSaysOfAKeyIsNotRepeated) {
    const auto result = read_stripe_reply(
        reply(401, R"({"error":{"message":"Invalid API Key provided: sk_test_****abcd"}})"));
    EXPECT_EQ(result.error().detail.find("sk_"), std::string::npos);
}

TEST(StripeReply, ASuccessIsAnObject) {
    EXPECT_TRUE(read_stripe_reply(reply(200, R"({"id":"cs_1"})")));
    for (const char* body : {"", "[]", "null", "{", "<html>"}) {
        const auto result = read_stripe_reply(reply(200, body));
        ASSERT_FALSE(result) << body;
        EXPECT_TRUE(result.error().may_have_happened) << body;
    }
}

TEST(StripeReply, OnlyWhatMayBeRepeatedIs) {
    struct Case {
        const char* says;
        HttpOutcome outcome;
        bool repeatable;
        bool other;
    };
    const Case cases[] = {
        {"nobody there", fault(HttpFault::unreachable, false), true, true},
        {"cut off", fault(HttpFault::broken, true), true, false},
        {"silent", fault(HttpFault::timed_out, true), true, false},
        {"no address", fault(HttpFault::bad_url, false), false, false},
        {"endless", fault(HttpFault::too_large, true), false, false},
        {"bad request", reply(400), false, false},
        {"no such object", reply(404), false, false},
        {"locked", reply(409), true, false},
        {"too many", reply(429), true, false},
        {"broken", reply(500), true, false},
        {"broken for good", reply(500, "{}", {{"stripe-should-retry", "false"}}), false, false},
        {"odd, but again", reply(400, "{}", {{"stripe-should-retry", "true"}}), true, false},
    };
    for (const auto& [says, outcome, repeatable, other] : cases) {
        EXPECT_EQ(may_retry(outcome, true), repeatable) << says;
        EXPECT_EQ(may_retry(outcome, false), other) << says;
    }
}

TEST(StripeReply, PausesGrowHaveChanceInThemAndRespectStripe) {
    const HttpOutcome outcome = reply(503);
    EXPECT_EQ(retry_pause(outcome, 1, 0), milliseconds(200));
    EXPECT_EQ(retry_pause(outcome, 1, 1), milliseconds(100));
    EXPECT_EQ(retry_pause(outcome, 2, 0), milliseconds(400));
    EXPECT_EQ(retry_pause(outcome, 4, 0), milliseconds(1600));
    EXPECT_EQ(retry_pause(outcome, 50, 0), milliseconds(2000));
    const HttpOutcome asks = reply(429, "{}", {{"retry-after", "3"}});
    EXPECT_EQ(retry_pause(asks, 1, 0), milliseconds(3000));
    const HttpOutcome asks_too_much = reply(429, "{}", {{"retry-after", "86400"}});
    EXPECT_EQ(retry_pause(asks_too_much, 1, 0), milliseconds(200));
}

}  // namespace
}  // namespace outbound

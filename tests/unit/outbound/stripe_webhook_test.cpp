// Who sent a webhook, and what it says.
#include "outbound/stripe_webhook.hpp"

#include <gtest/gtest.h>

#include "crypto/token.hpp"

namespace outbound {
namespace {

using std::chrono::seconds;

const std::string payload = R"({"id":"evt_1","object":"event"})";
constexpr std::int64_t sent_at = 1'700'000'000;
const std::vector<std::string> secrets = {"whsec_new", "whsec_old"};

std::string hash_of(const std::string& secret, const std::string& time = "1700000000") {
    return crypto::hmac_sha256_hex(std::string_view(secret), time + "." + payload);
}

bool is_good(const std::string& signature, std::int64_t now = sent_at,
             const std::string& body = payload) {
    return is_signed_by_stripe(body, signature, secrets, base::Instant(seconds(now)), seconds(300));
}

// Made with stripe.webhooks.generateTestHeaderString() of the official library (18.5.0).
TEST(StripeSignature, OfTheOfficialLibraryIsGood) {
    const std::vector<std::string> theirs = {"whsec_test_secret"};
    EXPECT_TRUE(
        is_signed_by_stripe(R"({"id":"evt_1","object":"event"})",
                            "t=1700000000,"
                            "v1=0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd",
                            theirs, base::Instant(seconds(sent_at)), seconds(300)));
}

TEST(StripeSignature, OfAnyOfTheSecretsIsGoodSoThatTheyCanBeChanged) {
    EXPECT_TRUE(is_good("t=1700000000,v1=" + hash_of("whsec_new")));
    EXPECT_TRUE(is_good("t=1700000000,v1=" + hash_of("whsec_old")));
    // While Stripe changes a secret it signs with both.
    EXPECT_TRUE(is_good("t=1700000000,v1=" + hash_of("unknown") + ",v1=" + hash_of("whsec_old")));
    EXPECT_TRUE(is_good("t=1700000000, v0=00, v1=" + hash_of("whsec_new") + ",x=y"));
}

TEST(StripeSignature, OnlyWithinTheToleranceOfItsTime) {
    const std::string signature = "t=1700000000,v1=" + hash_of("whsec_new");
    EXPECT_TRUE(is_good(signature, sent_at + 300));
    EXPECT_TRUE(is_good(signature, sent_at - 300));
    EXPECT_FALSE(is_good(signature, sent_at + 301));
    EXPECT_FALSE(is_good(signature, sent_at - 301));
}

TEST(StripeSignature, ForgedOnesAreNot) {
    const std::string good = hash_of("whsec_new");
    EXPECT_FALSE(is_good("t=1700000000,v1=" + good, sent_at, payload + " "));
    EXPECT_FALSE(is_good("t=1700000000,v1=" + good, sent_at, payload.substr(1)));
    const std::string refused[] = {
        "",
        ",",
        "t=1700000000",
        "t=1700000000,v1=",
        "v1=" + good,
        "t=,v1=" + good,
        "t=1700000001,v1=" + good,
        "t= 1700000000,v1=" + good,
        "t=-1700000000,v1=" + good,
        "t=1e9,v1=" + good,
        "t=9223372036854775807,v1=" + good,
        "t=1700000000,v0=" + good,
        "t=1700000000,v1=" + good.substr(1),
        "t=1700000000,v1=" + good + "0",
        "t=1700000000,v1=" + hash_of("whsec_"),
        "t=1700000000,v1=" + hash_of(""),
    };
    for (const auto& signature : refused) EXPECT_FALSE(is_good(signature)) << signature;
    EXPECT_FALSE(is_signed_by_stripe(payload, "t=1700000000,v1=" + good, {},
                                     base::Instant(seconds(sent_at)), seconds(300)));
}

StripeEvent event_of(const std::string& type, const std::string& object) {
    const auto event = read_stripe_event(R"({"id":"evt_1","object":"event","account":"acct_1",)"
                                         R"("type":")" +
                                         type + R"(","data":{"object":)" + object + "}}");
    if (!event) {
        ADD_FAILURE() << event.error().detail;
        return {};
    }
    return *event;
}

std::string session(const std::string& payment_status) {
    return R"({"object":"checkout.session","id":"cs_1","payment_status":")" + payment_status +
           R"(","payment_intent":"pi_1","amount_total":4200,"currency":"gbp",)"
           R"("metadata":{"payment_id":"p"}})";
}

TEST(StripeEvent, OfASession) {
    const StripeEvent paid = event_of("checkout.session.completed", session("paid"));
    EXPECT_EQ(paid.kind, StripeEvent::Kind::paid);
    EXPECT_EQ(paid.id, "evt_1");
    EXPECT_EQ(paid.account, "acct_1");
    EXPECT_EQ(paid.session_id, "cs_1");
    EXPECT_EQ(paid.payment_intent_id, "pi_1");
    EXPECT_EQ(paid.amount_minor, 4200);
    EXPECT_EQ(paid.currency, "GBP");
    EXPECT_EQ(paid.metadata.at("payment_id"), "p");

    using Kind = StripeEvent::Kind;
    EXPECT_EQ(event_of("checkout.session.completed", session("unpaid")).kind, Kind::ignored);
    EXPECT_EQ(event_of("checkout.session.async_payment_succeeded", session("paid")).kind,
              Kind::paid);
    EXPECT_EQ(event_of("checkout.session.async_payment_failed", session("unpaid")).kind,
              Kind::failed);
    EXPECT_EQ(event_of("checkout.session.expired", session("unpaid")).kind, Kind::expired);
}

TEST(StripeEvent, OfARefund) {
    using Kind = StripeEvent::Kind;
    const auto refund = [](const std::string& status) {
        return event_of("refund.updated",
                        R"({"object":"refund","id":"re_1","payment_intent":{"id":"pi_1"},)"
                        R"("amount":100,"currency":"jpy","failure_reason":"lost_or_stolen_card",)"
                        R"("status":")" +
                            status + R"("})");
    };
    EXPECT_EQ(refund("succeeded").kind, Kind::refund_succeeded);
    EXPECT_EQ(refund("pending").kind, Kind::ignored);
    EXPECT_EQ(refund("requires_action").kind, Kind::ignored);
    EXPECT_EQ(refund("canceled").kind, Kind::refund_failed);
    const StripeEvent failed = refund("failed");
    EXPECT_EQ(failed.kind, Kind::refund_failed);
    EXPECT_EQ(failed.refund_id, "re_1");
    EXPECT_EQ(failed.payment_intent_id, "pi_1");
    EXPECT_EQ(failed.currency, "JPY");
    EXPECT_EQ(failed.reason, "lost_or_stolen_card");
}

TEST(StripeEvent, OfADispute) {
    using Kind = StripeEvent::Kind;
    const auto dispute = [](const std::string& type, const std::string& status) {
        return event_of(type, R"({"object":"dispute","id":"dp_1","payment_intent":"pi_1",)"
                              R"("amount":100,"currency":"gbp","reason":"fraudulent","status":")" +
                                  status + R"("})");
    };
    EXPECT_EQ(dispute("charge.dispute.created", "needs_response").kind, Kind::dispute_opened);
    EXPECT_EQ(dispute("charge.dispute.closed", "won").kind, Kind::dispute_won);
    EXPECT_EQ(dispute("charge.dispute.closed", "lost").kind, Kind::dispute_lost);
    EXPECT_EQ(dispute("charge.dispute.created", "warning_needs_response").kind, Kind::ignored);
    EXPECT_EQ(dispute("charge.dispute.closed", "warning_closed").kind, Kind::ignored);
}

TEST(StripeEvent, OfAnAccount) {
    const StripeEvent event =
        event_of("account.updated",
                 R"({"object":"account","id":"acct_1","country":"GB","charges_enabled":true})");
    EXPECT_EQ(event.kind, StripeEvent::Kind::account_changed);
    ASSERT_TRUE(event.changed_account);
    EXPECT_TRUE(event.changed_account->charges_enabled);
    EXPECT_FALSE(event.changed_account->payouts_enabled);

    const StripeEvent left =
        event_of("account.application.deauthorized", R"({"object":"application","id":"ca_1"})");
    ASSERT_TRUE(left.changed_account);
    EXPECT_EQ(left.changed_account->id, "acct_1");
    EXPECT_FALSE(left.changed_account->charges_enabled);
}

TEST(StripeEvent, OfAnotherTypeOrShapeIsIgnored) {
    for (const char* type : {"customer.created", "charge.succeeded", ""}) {
        EXPECT_EQ(event_of(type, "{}").kind, StripeEvent::Kind::ignored) << type;
    }
    EXPECT_EQ(event_of("checkout.session.completed", R"({"object":"charge"})").kind,
              StripeEvent::Kind::ignored);
}

TEST(StripeEvent, WhatIsNoEventIsRefused) {
    for (const char* body : {"", "{", "[]", "null", "{}", R"({"object":"event"})",
                             R"({"object":"event","id":"evt_1","type":"a"})",
                             R"({"object":"event","id":"evt_1","data":[]})",
                             R"({"object":"charge","id":"ch_1","data":{"object":{}}})"}) {
        EXPECT_FALSE(read_stripe_event(body)) << body;
    }
}

}  // namespace
}  // namespace outbound

// What Stripe says of its objects, as far as we read it (docs.stripe.com/api).
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace outbound {

using StripeMetadata = std::map<std::string, std::string>;

struct CheckoutSession {
    std::string id;              // cs_...
    std::string url;             // where the customer pays; empty once it is over
    std::string status;          // open, complete, expired
    std::string payment_status;  // paid, unpaid, no_payment_required
    std::string payment_intent_id;
    std::int64_t amount_minor = 0;
    std::string currency;  // upper case, as everywhere in the program
    StripeMetadata metadata;
};

struct StripeRefund {
    std::string id;  // re_...
    std::string payment_intent_id;
    std::string status;  // pending, requires_action, succeeded, failed, canceled
    std::string failure_reason;
    std::int64_t amount_minor = 0;
    std::string currency;
    StripeMetadata metadata;
};

struct StripeDispute {
    std::string id;  // dp_...
    std::string payment_intent_id;
    std::string status;  // won, lost, warning_closed, needs_response, ...
    std::string reason;
    std::int64_t amount_minor = 0;
    std::string currency;
};

// The account of an organization (Connect).
struct StripeAccount {
    std::string id;  // acct_...
    std::string country;
    bool charges_enabled = false;
    bool payouts_enabled = false;
    bool details_submitted = false;
};

// Where somebody tells Stripe about the business behind an account; good once, for minutes.
struct AccountLink {
    std::string url;
    base::Instant expires_at;
};

// nullopt: the value is no such object. What is absent or null stays empty.
std::optional<CheckoutSession> read_checkout_session(const boost::json::value& value);
std::optional<StripeRefund> read_refund(const boost::json::value& value);
// Of a list; what is no refund is left out.
std::optional<std::vector<StripeRefund>> read_refunds(const boost::json::value& value);
std::optional<StripeDispute> read_dispute(const boost::json::value& value);
std::optional<StripeAccount> read_account(const boost::json::value& value);
std::optional<AccountLink> read_account_link(const boost::json::value& value);

// The text of a member, empty where it is absent or no text.
std::string text_member(const boost::json::object& object, const char* name);

}  // namespace outbound

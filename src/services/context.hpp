// What a use case runs with. Made once per request from the things of its thread; passed by value.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/blocking_pool.hpp"
#include "base/clock.hpp"
#include "crypto/keys.hpp"
#include "store/context.hpp"
#include "store/hold_thread.hpp"

namespace cache {
class Cache;
}

namespace outbound {
class Stripe;
}

namespace services {

class Funnel;
class SessionFeed;
class PaymentProviders;

// Which webhooks of Stripe are believed.
struct StripeWebhookRules {
    std::vector<std::string> secrets;  // none: no webhook is
    std::chrono::seconds tolerance{300};
};

// What operators may set (src/config/settings.cpp).
struct Rules {
    store::HoldRules holds;
    int hold_extensions_max = 2;
    int session_horizon_days = 90;  // how far ahead sessions are made
    std::string public_url;         // how browsers reach the server; empty where nobody said
    std::string site_url;           // what links begin with: public_url, or this machine
    int payment_window_minutes = 15;
    StripeWebhookRules stripe_webhooks;
    bool webhook_private_addresses = false;  // endpoints of webhooks may be in private networks
};

struct Context {
    store::Database database;
    store::HoldThread* holds = nullptr;
    SessionFeed* feed = nullptr;
    Funnel* funnel = nullptr;       // where the server runs
    cache::Cache* cache = nullptr;  // where the server runs
    const base::Clock* clock = nullptr;
    const Rules* rules = nullptr;
    const crypto::Keys* keys = nullptr;
    base::BlockingPool* pool = nullptr;          // where the server runs; commands have none
    const PaymentProviders* payments = nullptr;  // likewise
    outbound::Stripe* stripe = nullptr;          // where the operator has set it up
    base::Deadline deadline;
    store::Request request;
};

// Who visits: the embed key of the page, and the network address as the limits count it.
struct Visitor {
    std::string embed_key;
    std::string address;
};

// The store's view of the same request.
inline store::Context as_visitor(const Context& context, const Visitor& visitor) {
    store::Context result;
    result.database = context.database;
    result.claims = store::visitor(visitor.embed_key, context.request);
    result.deadline = context.deadline;
    return result;
}

}  // namespace services

// How many requests a minute anybody may send: by address where nobody is signed in, by user or API
// key otherwise.
#pragma once

#include <optional>
#include <string_view>

#include "api/rate_table.hpp"
#include "api/routes.hpp"
#include "redis/client.hpp"
#include "services/staff.hpp"

namespace api {

// Units a minute (src/config/settings.cpp).
struct RateRules {
    bool is_on = true;
    int visitor = 100;
    int holds = 30;
    int checkouts = 20;
    int sign_in = 20;
    int user = 1000;
    int admin = 5000;
    int webhook = 10000;
};

// What one request is charged to.
struct RateCharge {
    enum class Kind { visitor, holds, checkouts, sign_in, webhook, unknown_credentials, identity };

    Kind kind = Kind::visitor;
    RateSubject subject{};
    RateDemand demand;
};

// What all I/O threads share.
class RateLimits {
public:
    explicit RateLimits(RateRules rules);

    // What a request of this address to an open route is charged to; an IPv6 address counts with
    // all of its /64. Nothing: the route has no limit.
    std::optional<RateCharge> of_visitor(const Route& route, std::string_view address) const;
    // Likewise for a route that takes a permission. The limit is the key's own, or that of the
    // user's role.
    std::optional<RateCharge> of_staff(const Route& route, const services::Staff& staff) const;
    // What it is charged to where its credentials are worth nothing.
    std::optional<RateCharge> of_unknown_credentials(const Route& route,
                                                     std::string_view address) const;

    // Takes it from this process's books.
    RateVerdict take(const RateCharge& charge);
    // The verdict that take() would give; takes nothing.
    RateVerdict look(const RateCharge& charge);

    // Takes it from the books that nodes share, in one step, and notes here what they say. Nothing:
    // Redis gave no answer.
    base::Task<std::optional<RateVerdict>> take_shared(redis::Client* redis, RateCharge charge);

private:
    RateRules rules_;
    RateTable addresses_;
    RateTable identities_;  // apart, so that no flood of addresses touches who has signed in

    RateTable& table_of(RateCharge::Kind kind);
};

// rate_limited, with when to come back.
base::Error refusal_of(const RateVerdict& verdict);

// RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset, in units and whole seconds.
void say_limit(http::Response& response, const RateVerdict& verdict);

}  // namespace api

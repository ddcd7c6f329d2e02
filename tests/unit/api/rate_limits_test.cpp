// Which limit a request is charged to, and the books that nodes share.
#include "api/rate_limits.hpp"

#include <gtest/gtest.h>

namespace api {
namespace {

base::Task<http::Response> nothing(Call) {
    co_return http::Response();
}

Route route_with(Budget budget, int cost = 1) {
    Route route{http::Method::get, "/", nothing, Origin::same, access::open};
    route.budget = budget;
    route.cost = cost;
    return route;
}

bool admits(RateLimits& limits, const Route& route, std::string_view address) {
    return limits.take(*limits.of_visitor(route, address)).is_admitted;
}

TEST(RateLimits, AnIpv6NetworkOf64BitsCountsAsOneAddressAndAnIpv4AddressAlone) {
    RateRules rules;
    rules.visitor = 1;
    struct {
        std::string_view first;
        std::string_view second;
        bool is_same;
    } const cases[] = {
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"2001:db8::1", "2001:db8:0:0:ffff::2", true},
        {"2001:db8::1", "2001:db8:0:1::1", false},
        {"2001:db8::", "2001:db8::1", true},
        {"::1", "127.0.0.1", false},
    };
    for (const auto& row : cases) {
        RateLimits limits(rules);
        EXPECT_TRUE(admits(limits, route_with(Budget::usual), row.first));
        EXPECT_EQ(admits(limits, route_with(Budget::usual), row.second), !row.is_same)
            << row.first << " " << row.second;
    }
}

TEST(RateLimits, EveryBudgetOfAnAddressIsItsOwn) {
    RateRules rules;
    rules.visitor = rules.holds = rules.checkouts = rules.sign_in = rules.webhook = 2;
    RateLimits limits(rules);
    for (const auto budget :
         {Budget::usual, Budget::holds, Budget::checkouts, Budget::sign_in, Budget::webhook}) {
        EXPECT_TRUE(admits(limits, route_with(budget, 2), "192.0.2.1"));
        EXPECT_FALSE(admits(limits, route_with(budget), "192.0.2.1"));
    }
    EXPECT_FALSE(limits.of_visitor(route_with(Budget::none), "192.0.2.1"));
}

TEST(RateLimits, StaffHaveTheLimitOfTheirRoleAndKeysTheirOwn) {
    const RateLimits limits{RateRules()};
    const Route route = route_with(Budget::usual);
    services::Staff staff;
    staff.user_id = base::Uuid{};
    EXPECT_EQ(limits.of_staff(route, staff)->demand.per_minute, 1000);
    staff.is_admin = true;
    EXPECT_EQ(limits.of_staff(route, staff)->demand.per_minute, 5000);
    services::Staff key;
    key.api_key_id = base::Uuid{};
    key.api_key_rate_limit = 77;
    EXPECT_EQ(limits.of_staff(route, key)->demand.per_minute, 77);
    EXPECT_FALSE(limits.of_staff(route_with(Budget::none), key));
}

TEST(RateLimits, SwitchedOffNothingIsCharged) {
    RateRules rules;
    rules.is_on = false;
    const RateLimits limits(rules);
    EXPECT_FALSE(limits.of_visitor(route_with(Budget::holds), "192.0.2.1"));
    EXPECT_FALSE(limits.of_staff(route_with(Budget::usual), services::Staff()));
    EXPECT_FALSE(limits.of_unknown_credentials(route_with(Budget::usual), "192.0.2.1"));
}

}  // namespace
}  // namespace api

// What health is made of, and when operators are told of it.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "services/health_alerts.hpp"

namespace services {
namespace {

using std::chrono::seconds;
constexpr seconds patience{30};
const base::Deadline begin;

HealthCheck check_of(HealthState state) {
    HealthCheck check;
    check.state = state;
    return check;
}

TEST(Health, WithoutItsDatabaseTheProgramDoesNotServeAndWithoutOthersNotAllOfIt) {
    HealthChecks checks;
    checks["database"] = check_of(HealthState::healthy);
    checks["disk"] = check_of(HealthState::healthy);
    EXPECT_EQ(state_of(checks), HealthState::healthy);
    checks["disk"] = check_of(HealthState::unhealthy);
    EXPECT_EQ(state_of(checks), HealthState::degraded);
    checks["database"] = check_of(HealthState::degraded);
    EXPECT_EQ(state_of(checks), HealthState::degraded);
    checks["database"] = check_of(HealthState::unhealthy);
    EXPECT_EQ(state_of(checks), HealthState::unhealthy);
}

TEST(Health, WhatNobodyLooksAtAnyMoreIsDegraded) {
    HealthBoard board;
    board.put("mail", check_of(HealthState::healthy));
    EXPECT_EQ(state_of(board.checks()), HealthState::healthy);
    HealthCheck old = check_of(HealthState::healthy);
    old.good_until = std::chrono::steady_clock::now();
    board.put("mail", old);
    EXPECT_EQ(state_of(board.checks()), HealthState::degraded);
    EXPECT_TRUE(board.checks().at("mail").details.contains("reason"));
}

TEST(Health, TheWorldSeesStatesAndTimesAndOnlyOperatorsTheDetails) {
    HealthCheck check = check_of(HealthState::degraded);
    check.latency_ms = 0.2;
    check.details["reason"] = "It is away.";
    HealthChecks checks;
    checks["redis"] = check;
    EXPECT_EQ(boost::json::serialize(to_json(checks, false)),
              R"({"redis":{"status":"degraded","latency":1}})");
    EXPECT_EQ(boost::json::serialize(to_json(checks, true)),
              R"({"redis":{"status":"degraded","latency":1,"details":{"reason":"It is away."}}})");
}

TEST(HealthAlerts, AChangeIsWorthTellingOnceItHasLasted) {
    HealthAlerts alerts(patience);
    EXPECT_FALSE(alerts.see(HealthState::healthy, begin));
    EXPECT_FALSE(alerts.see(HealthState::degraded, begin + seconds(10)));
    EXPECT_FALSE(alerts.see(HealthState::degraded, begin + seconds(39)));
    const auto change = alerts.see(HealthState::degraded, begin + seconds(40));
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from, HealthState::healthy);
    EXPECT_EQ(change->to, HealthState::degraded);
}

TEST(HealthAlerts, WhatComesAndGoesIsNotTold) {
    HealthAlerts alerts(patience);
    for (int i = 0; i < 100; ++i) {
        const auto state = i % 2 == 0 ? HealthState::degraded : HealthState::healthy;
        EXPECT_FALSE(alerts.see(state, begin + i * seconds(29)));
    }
}

TEST(HealthAlerts, AChangeIsGivenAgainUntilSomebodyWasTold) {
    HealthAlerts alerts(patience);
    alerts.see(HealthState::unhealthy, begin);
    EXPECT_TRUE(alerts.see(HealthState::unhealthy, begin + seconds(30)));
    EXPECT_TRUE(alerts.see(HealthState::unhealthy, begin + seconds(31)));
    alerts.told(HealthState::unhealthy);
    EXPECT_FALSE(alerts.see(HealthState::unhealthy, begin + seconds(32)));
    // The way back is a change, too.
    alerts.see(HealthState::healthy, begin + seconds(40));
    const auto change = alerts.see(HealthState::healthy, begin + seconds(70));
    ASSERT_TRUE(change);
    EXPECT_EQ(change->from, HealthState::unhealthy);
    EXPECT_EQ(change->to, HealthState::healthy);
}

}  // namespace
}  // namespace services

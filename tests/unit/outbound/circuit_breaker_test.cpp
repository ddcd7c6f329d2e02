// The circuit breaker on a clock that the test moves.
#include "outbound/circuit_breaker.hpp"

#include <gtest/gtest.h>

namespace outbound {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds rest{1000};

CircuitBreaker breaker_of_three() {
    CircuitBreakerOptions options;
    options.failures_max = 3;
    options.rest = rest;
    return CircuitBreaker(options);
}

const CircuitBreaker::TimePoint start{milliseconds(50'000)};

TEST(CircuitBreaker, OpensAfterFailuresInARow) {
    CircuitBreaker breaker = breaker_of_three();
    EXPECT_FALSE(breaker.failed(start));
    EXPECT_FALSE(breaker.failed(start));
    EXPECT_TRUE(breaker.admits(start));
    EXPECT_EQ(breaker.rests_until(start), std::nullopt);
    EXPECT_TRUE(breaker.failed(start));
    EXPECT_FALSE(breaker.admits(start));
    EXPECT_EQ(breaker.rests_until(start), start + rest);
}

TEST(CircuitBreaker, ASuccessBetweenThemStartsTheCountAgain) {
    CircuitBreaker breaker = breaker_of_three();
    breaker.failed(start);
    breaker.failed(start);
    breaker.succeeded();
    breaker.failed(start);
    breaker.failed(start);
    EXPECT_TRUE(breaker.admits(start));
}

TEST(CircuitBreaker, AfterTheRestOneCallerTriesItForAll) {
    CircuitBreaker breaker = breaker_of_three();
    for (int i = 0; i < 3; ++i) breaker.failed(start);
    EXPECT_FALSE(breaker.admits(start + rest - milliseconds(1)));
    EXPECT_TRUE(breaker.admits(start + rest));
    EXPECT_FALSE(breaker.admits(start + rest));
    breaker.succeeded();
    EXPECT_TRUE(breaker.admits(start + rest));
    EXPECT_TRUE(breaker.admits(start + rest));
}

TEST(CircuitBreaker, AFailedTrialIsAnotherRest) {
    CircuitBreaker breaker = breaker_of_three();
    for (int i = 0; i < 3; ++i) breaker.failed(start);
    const auto trial = start + rest;
    EXPECT_TRUE(breaker.admits(trial));
    breaker.failed(trial + milliseconds(500));
    EXPECT_FALSE(breaker.admits(trial + rest));
    EXPECT_TRUE(breaker.admits(trial + milliseconds(500) + rest));
}

TEST(CircuitBreaker, ATrialThatNeverReportsDoesNotCloseTheWayForEver) {
    CircuitBreaker breaker = breaker_of_three();
    for (int i = 0; i < 3; ++i) breaker.failed(start);
    EXPECT_TRUE(breaker.admits(start + rest));
    EXPECT_TRUE(breaker.admits(start + rest + rest));
}

}  // namespace
}  // namespace outbound

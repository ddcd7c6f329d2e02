// Rate limits as numbers: what is admitted, when it comes back, and what the books take.
#include "api/rate_table.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace api {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const RateTable::Time start = RateTable::Time(std::chrono::hours(1));

RateSubject subject(std::uint64_t number) {
    RateSubject subject{};
    for (std::size_t i = 0; i < 8; ++i) subject[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return subject;
}

// How many of `tries` requests are admitted at this moment.
int admitted(RateTable& table, std::uint64_t number, RateDemand demand, RateTable::Time now,
             int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) {
        if (table.take(0, subject(number), demand, now).is_admitted) ++count;
    }
    return count;
}

TEST(RateTable, AdmitsExactlyTheLimitAtOnce) {
    for (const int limit : {1, 7, 60, 100, 1000, 4999, 10000000}) {
        RateTable table(1, 1);
        RateDemand demand;
        demand.per_minute = limit;
        // All but one unit by a single request, so that ten million take no ten million calls.
        if (limit > 1) {
            demand.cost = limit - 1;
            ASSERT_TRUE(table.take(0, subject(1), demand, start).is_admitted) << limit;
            demand.cost = 1;
        }
        const auto last = table.take(0, subject(1), demand, start);
        EXPECT_TRUE(last.is_admitted) << limit;
        EXPECT_EQ(last.remaining, 0) << limit;
        EXPECT_FALSE(table.take(0, subject(1), demand, start).is_admitted) << limit;
    }
}

TEST(RateTable, OneUnitComesBackAtATimeAndNotASingleMomentEarlier) {
    RateTable table(1, 1);
    const RateDemand demand{.per_minute = 100};
    EXPECT_EQ(admitted(table, 1, demand, start, 200), 100);
    EXPECT_EQ(admitted(table, 1, demand, start + milliseconds(600) - microseconds(1), 5), 0);
    EXPECT_EQ(admitted(table, 1, demand, start + milliseconds(600), 5), 1);
    EXPECT_EQ(admitted(table, 1, demand, start + milliseconds(1800), 5), 2);
}

TEST(RateTable, NoEdgeOfAMinuteLetsTwiceTheLimitThrough) {
    // A counter that begins anew with every minute would admit 200 within two seconds here.
    RateTable table(1, 1);
    const RateDemand demand{.per_minute = 100};
    const auto edge = std::chrono::ceil<minutes>(start);
    const int before = admitted(table, 1, demand, edge - seconds(1), 150);
    const int after = admitted(table, 1, demand, edge + seconds(1), 150);
    EXPECT_EQ(before, 100);
    EXPECT_EQ(after, 3);  // two seconds at 0.6 s each
}

TEST(RateTable, WhoKeepsAskingGetsTheRateOfTheLimitAndNoMore) {
    RateTable table(1, 1);
    const RateDemand demand{.per_minute = 60};
    int count = 0;
    for (int tenth = 0; tenth < 10 * 600; ++tenth) {
        count += admitted(table, 1, demand, start + milliseconds(100 * tenth), 1);
    }
    EXPECT_EQ(count, 60 + 599);  // the limit at once, then one a second for ten minutes
}

TEST(RateTable, TellsWhatIsLeftAndWhenToComeBack) {
    RateTable table(1, 1);
    const RateDemand demand{.per_minute = 60};
    auto verdict = table.take(0, subject(1), demand, start);
    EXPECT_EQ(verdict.limit, 60);
    EXPECT_EQ(verdict.remaining, 59);
    EXPECT_EQ(verdict.reset, seconds(1));
    EXPECT_EQ(verdict.retry, seconds(0));
    EXPECT_EQ(admitted(table, 1, demand, start, 60), 59);
    verdict = table.take(0, subject(1), demand, start + milliseconds(250));
    EXPECT_FALSE(verdict.is_admitted);
    EXPECT_EQ(verdict.remaining, 0);
    EXPECT_EQ(verdict.reset, milliseconds(59750));
    EXPECT_EQ(verdict.retry, milliseconds(750));
    EXPECT_EQ(admitted(table, 1, demand, start + milliseconds(250) + verdict.retry, 5), 1);
}

TEST(RateTable, ACostTakesAsManyUnitsAndNeverMoreThanTheLimit) {
    RateTable table(1, 1);
    EXPECT_EQ(admitted(table, 1, RateDemand{.per_minute = 100, .cost = 30}, start, 10), 3);
    EXPECT_EQ(admitted(table, 1, RateDemand{.per_minute = 100}, start, 20), 10);
    EXPECT_EQ(admitted(table, 2, RateDemand{.per_minute = 5, .cost = 50}, start, 10), 1);
    EXPECT_EQ(admitted(table, 2, RateDemand{.per_minute = 5, .cost = 50}, start + minutes(1), 10),
              1);
}

TEST(RateTable, ARefusedRequestAndALookTakeNothing) {
    RateTable table(1, 1);
    const RateDemand demand{.per_minute = 3};
    EXPECT_EQ(admitted(table, 1, demand, start, 1000), 3);
    EXPECT_TRUE(table.take(0, subject(1), demand, start + seconds(20)).is_admitted);
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(table.look(0, subject(1), demand, start + seconds(40)).is_admitted);
    }
    EXPECT_EQ(admitted(table, 1, demand, start + seconds(40), 5), 1);
    EXPECT_FALSE(table.look(0, subject(1), demand, start + seconds(40)).is_admitted);
}

TEST(RateTable, WhatSharedBooksSayCountsFromThenOnAndNeverGivesAnythingBack) {
    RateTable table(1, 1);
    const RateDemand demand{.per_minute = 60};
    table.learn(0, subject(1), seconds(50), start);
    EXPECT_EQ(admitted(table, 1, demand, start, 30), 10);
    table.learn(0, subject(1), seconds(5), start);
    EXPECT_EQ(admitted(table, 1, demand, start, 5), 0);
    EXPECT_EQ(admitted(table, 1, demand, start + seconds(3), 5), 3);
}

TEST(RateTable, SubjectsAndKindsHaveLimitsOfTheirOwn) {
    RateTable table(10000, 2);
    const RateDemand demand{.per_minute = 2};
    for (std::uint64_t number = 0; number < 1000; ++number) {
        EXPECT_EQ(admitted(table, number, demand, start, 5), 2) << number;
        EXPECT_TRUE(table.take(1, subject(number), demand, start).is_admitted) << number;
    }
}

TEST(RateTable, ManyThreadsTogetherGetExactlyTheLimit) {
    RateTable table(1, 1);
    const RateDemand demand{.per_minute = 5000};
    std::atomic<int> count = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] { count += admitted(table, 1, demand, start, 2000); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(count, 5000);
}

TEST(RateTable, AMillionAddressesTakeNoMoreMemoryAndMakeNobodysLimitNew) {
    constexpr std::uint64_t addresses = 1000000;
    RateTable table(262144, 1);
    const std::size_t bytes = table.bytes();
    EXPECT_LT(bytes, std::size_t{5} * 1024 * 1024);
    RecordProperty("bytes", static_cast<int>(bytes));

    const RateDemand demand{.per_minute = 100};
    constexpr std::uint64_t spent = addresses + 1;
    EXPECT_EQ(admitted(table, spent, demand, start, 200), 100);
    std::uint64_t let_in = 0;
    for (std::uint64_t number = 0; number < addresses; ++number) {
        if (table.take(0, subject(number), demand, start).is_admitted) ++let_in;
    }
    EXPECT_FALSE(table.take(0, subject(spent), demand, start).is_admitted);
    // Those with a place of their own, and one shared limit for each shard.
    EXPECT_LE(let_in, 262144U + 256U * 100U);
    EXPECT_GE(let_in, 262144U);
    EXPECT_EQ(table.bytes(), bytes);
}

TEST(RateTable, PlacesAreFreeAgainOnceAllOfTheLimitIsBack) {
    RateTable table(262144, 1);
    const RateDemand demand{.per_minute = 100};
    auto now = start;
    // Four floods, each as large as the table takes, and each after the last has lapsed.
    for (std::uint64_t flood = 0; flood < 4; ++flood) {
        int refused = 0;
        for (std::uint64_t i = 0; i < 100000; ++i) {
            const auto verdict = table.take(0, subject(flood * 1000000 + i), demand, now);
            if (!verdict.is_admitted || verdict.remaining != 99) ++refused;
        }
        EXPECT_LT(refused, 100) << "of flood " << flood;
        now += milliseconds(600);
    }
}

}  // namespace
}  // namespace api

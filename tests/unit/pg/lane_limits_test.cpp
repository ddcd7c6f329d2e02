// How long units wait for a connection of a lane, and how old a connection gets.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "unit/pg/lane_fixture.hpp"

namespace pg {
namespace {

class LaneLimitsTest : public LaneTest {};

TEST_F(LaneLimitsTest, TheLongestWaitCountsInTheQueueOnly) {
    LaneOptions chosen = options();
    chosen.wait_max = 30ms;
    Lane& lane = start(std::move(chosen));
    ASSERT_TRUE(run(lane, echo_of(0)));
    close_gate();
    const auto in_flight = spawn(lane, unit_of({statement(pass_gate)}));
    const auto outcome = run(lane, note(1));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Kind::deadline);
    EXPECT_EQ(lane.stats().in_flight, 1) << "what was sent waits for its own deadline";
    open_gate();
    EXPECT_TRUE(loop.wait(in_flight));
    EXPECT_EQ(integer(lane, unit_of({statement(count_notes)})), 0);
}

TEST_F(LaneLimitsTest, AConnectionThatReachedItsAgeIsReplacedAndNoUnitFails) {
    LaneOptions chosen = options();
    chosen.connection_lifetime = 20ms;
    Lane& lane = start(std::move(chosen));
    std::set<std::int64_t> backends;
    const base::Deadline give_up_at = base::deadline_in(10s);
    while (backends.size() < 4 && std::chrono::steady_clock::now() < give_up_at) {
        backends.insert(integer(lane, unit_of({statement(my_backend)})));
    }
    EXPECT_EQ(backends.size(), 4U);
}

TEST_F(LaneLimitsTest, AnOldConnectionFinishesItsUnitAndTakesNoOther) {
    LaneOptions chosen = options();
    chosen.connection_lifetime = 50ms;
    chosen.units_in_flight_per_connection_max = 16;
    Lane& lane = start(chosen);
    close_gate();
    const auto in_flight = spawn(lane, unit_of({statement(pass_gate), statement(my_backend)}));
    loop.run_until([&] { return lane.stats().in_flight == 1; });
    std::this_thread::sleep_for(chosen.connection_lifetime);
    const auto next = spawn(lane, unit_of({statement(my_backend)}));
    loop.run_until([&] { return lane.stats().queued == 1; });
    open_gate();
    const auto first = loop.wait(in_flight);
    const auto second = loop.wait(next);
    ASSERT_TRUE(first);
    ASSERT_TRUE(second);
    EXPECT_NE((*first)[1][0].integer(0), (*second)[0][0].integer(0));
}

TEST_F(LaneLimitsTest, AnIdleConnectionIsReplacedWhenItIsOld) {
    LaneOptions chosen = options();
    chosen.connection_lifetime = 200ms;
    Lane& lane = start(std::move(chosen));
    const auto backend = integer(lane, unit_of({statement(my_backend)}));
    const std::string gone =
        "select count(*) from pg_stat_activity where pid = " + std::to_string(backend);
    const base::Deadline give_up_at = base::deadline_in(10s);
    loop.run_until([&] {
        return sql(gone)[0].integer(0) == 0 || std::chrono::steady_clock::now() > give_up_at;
    });
    EXPECT_EQ(sql(gone)[0].integer(0), 0);
    EXPECT_TRUE(run(lane, echo_of(1)));
}

}  // namespace
}  // namespace pg

// How far behind a replica is: by what it lacks and since when, never by the clocks of servers.
#include "pg/replica_lag.hpp"

#include <gtest/gtest.h>

namespace pg {
namespace {

using std::chrono::milliseconds;

const base::Deadline start = std::chrono::steady_clock::now();
base::Deadline after(int ms) {
    return start + milliseconds(ms);
}

TEST(ReplicaLag, NothingIsLackedByAReplicaThatHasReplayedAll) {
    ReplicaLag lag;
    EXPECT_EQ(lag.at(after(0)), milliseconds(0));
    lag.primary_was_at(500, after(0));
    lag.replayed(500);
    EXPECT_EQ(lag.at(after(60000)), milliseconds(0)) << "a primary with nothing to do is no lag";
}

TEST(ReplicaLag, CountsFromWhenThePrimaryFirstHadWhatIsLacking) {
    ReplicaLag lag;
    lag.primary_was_at(500, after(0));
    lag.primary_was_at(600, after(1000));
    lag.primary_was_at(700, after(2000));
    lag.replayed(400);
    EXPECT_EQ(lag.at(after(2500)), milliseconds(2500));
    lag.replayed(650);
    EXPECT_EQ(lag.at(after(2500)), milliseconds(500));
    lag.replayed(700);
    EXPECT_EQ(lag.at(after(2500)), milliseconds(0));
}

TEST(ReplicaLag, AnOlderReportOfThePrimaryChangesNothing) {
    ReplicaLag lag;
    lag.primary_was_at(600, after(1000));
    lag.primary_was_at(500, after(900));
    lag.replayed(550);
    EXPECT_EQ(lag.at(after(1500)), milliseconds(500));
}

TEST(ReplicaLag, AReplicaThatNeverMovesKeepsItsFirstMark) {
    ReplicaLag lag;
    for (int i = 0; i < 10000; ++i) lag.primary_was_at(1000 + i, after(i));
    lag.replayed(900);
    EXPECT_EQ(lag.at(after(10000)), milliseconds(10000));
    lag.replayed(1000 + 9999);
    EXPECT_EQ(lag.at(after(10000)), milliseconds(0));
}

TEST(ReplicaLag, AnotherPrimaryBeginsAnew) {
    ReplicaLag lag;
    lag.primary_was_at(900, after(0));
    lag.forget();
    lag.primary_was_at(100, after(5000));
    lag.replayed(100);
    EXPECT_EQ(lag.at(after(5000)), milliseconds(0));
}

}  // namespace
}  // namespace pg

// Pauses between two attempts to connect.
#include "base/backoff.hpp"

#include <gtest/gtest.h>

#include <set>

namespace base {
namespace {

TEST(Backoff, GrowsToItsMaximumWithChanceInEachPause) {
    std::set<long long> first_pauses;
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        Backoff backoff(seed);
        auto step = Backoff::pause_min;
        for (int attempt = 0; attempt < 10; ++attempt) {
            const auto pause = backoff.next_pause();
            EXPECT_GE(pause, step / 2) << "seed " << seed;
            EXPECT_LE(pause, step) << "seed " << seed;
            if (attempt == 0) first_pauses.insert(pause.count());
            step = std::min(step * 2, Backoff::pause_max);
        }
    }
    EXPECT_GT(first_pauses.size(), 5U) << "different processes come at different times";
}

TEST(Backoff, BeginsAnewAfterAReset) {
    Backoff backoff(1);
    for (int attempt = 0; attempt < 10; ++attempt) backoff.next_pause();
    backoff.reset();
    EXPECT_LE(backoff.next_pause(), Backoff::pause_min);
}

}  // namespace
}  // namespace base

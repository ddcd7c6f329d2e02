// How many seats a party takes.
#include "domain/capacity.hpp"

#include <gtest/gtest.h>

namespace domain {
namespace {

TEST(Capacity, ASharedSessionGivesOneSeatToEachPerson) {
    EXPECT_EQ(seats_for(BookingMode::shared, 3, 8), 3);
}

TEST(Capacity, APrivateSessionIsTakenWhole) {
    EXPECT_EQ(seats_for(BookingMode::private_session, 3, 8), 8);
}

TEST(Capacity, APartyWithinTheLimitsMayCome) {
    for (const int size : {2, 5, 6}) EXPECT_FALSE(check_party(size, {2, 6})) << size;
}

TEST(Capacity, APartyOutsideOfTheLimitsLearnsThem) {
    for (const int size : {-1, 0, 1, 7}) {
        const auto error = check_party(size, {2, 6});
        ASSERT_TRUE(error) << size;
        EXPECT_EQ(error->code, base::ErrorCode::invalid_spots);
        EXPECT_EQ(error->param, "/spots");
        ASSERT_EQ(error->facts.size(), 2u);
        EXPECT_EQ(error->facts[0].second, 2);
        EXPECT_EQ(error->facts[1].second, 6);
    }
}

}  // namespace
}  // namespace domain

// What visitors read when something does not work out.
#include "pages/refusal.hpp"

#include <gtest/gtest.h>

namespace pages {
namespace {

TEST(Refusal, SaysHowManySeatsAreLeft) {
    auto error = error_of(base::ErrorCode::insufficient_capacity);
    EXPECT_EQ(words_for(error).text, "Nothing was booked. Choose another time.");
    error.facts = {{"capacity_remaining", 1}};
    EXPECT_EQ(words_for(error).text, "Only 1 seat is left at that time. Nothing was booked.");
    error.facts = {{"capacity_remaining", 3}};
    EXPECT_EQ(words_for(error).text, "Only 3 seats are left at that time. Nothing was booked.");
}

TEST(Refusal, SaysWhichPartyFits) {
    auto error = error_of(base::ErrorCode::invalid_spots);
    error.facts = {{"min_party", 2}, {"max_party", 6}};
    EXPECT_EQ(words_for(error).text, "It takes 2 to 6 people.");
}

TEST(Refusal, HasWordsForEveryErrorAndNamesNoInternals) {
    for (int code = 0; code <= static_cast<int>(base::ErrorCode::migration_refused); ++code) {
        auto error = error_of(static_cast<base::ErrorCode>(code));
        error.detail = "relation does not exist";
        error.cause = "connection refused";
        const Words words = words_for(error);
        EXPECT_FALSE(words.heading.empty()) << code;
        EXPECT_FALSE(words.text.empty()) << code;
        EXPECT_EQ((words.heading + words.text).find("relation"), std::string::npos) << code;
        EXPECT_EQ((words.heading + words.text).find("connection"), std::string::npos) << code;
    }
}

}  // namespace
}  // namespace pages

// Dates and times of day as texts.
#include "domain/civil.hpp"

#include <gtest/gtest.h>

namespace domain {
namespace {

using namespace std::chrono_literals;

TEST(Civil, ADateIsReadAndWrittenTheSameWay) {
    for (const char* text : {"2000-01-01", "2024-02-29", "2026-03-29", "2037-12-31"}) {
        const auto date = parse_date(text);
        ASSERT_TRUE(date) << text;
        EXPECT_EQ(format_date(*date), text);
    }
}

TEST(Civil, WhatIsNoDateIsRefused) {
    for (const char* text :
         {"", "2026-3-29", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31",
          "1999-12-31", "2038-01-01", "2026/03/29", "29-03-2026", "2026-03-29T00:00", " 2026-03-29",
          "2026-03-2a", "+026-03-29", "2026-03--9", "2026-03-29 "}) {
        EXPECT_FALSE(parse_date(text)) << text;
    }
}

TEST(Civil, ATimeOfDayIsMinutesSinceMidnight) {
    EXPECT_EQ(parse_time_of_day("00:00"), 0min);
    EXPECT_EQ(parse_time_of_day("09:05"), 545min);
    EXPECT_EQ(parse_time_of_day("23:59"), 1439min);
    EXPECT_EQ(parse_time_of_day("24:00"), 1440min);
    EXPECT_EQ(format_time_of_day(545min), "09:05");
    EXPECT_EQ(format_time_of_day(1440min), "24:00");
}

TEST(Civil, WhatIsNoTimeOfDayIsRefused) {
    for (const char* text : {"", "9:05", "09:60", "24:01", "25:00", "09:05:00", "0905", "09.05",
                             "-1:00", "aa:bb", "09:5 ", "99:99"}) {
        EXPECT_FALSE(parse_time_of_day(text)) << text;
    }
}

TEST(Civil, AWeekBeginsOnMonday) {
    EXPECT_EQ(weekday_names[weekday_index(*parse_date("2026-03-30"))], "monday");
    EXPECT_EQ(weekday_names[weekday_index(*parse_date("2026-03-29"))], "sunday");
    EXPECT_EQ(weekday_names[weekday_index(*parse_date("2024-02-29"))], "thursday");
}

}  // namespace
}  // namespace domain

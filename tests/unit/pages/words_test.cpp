// How pages say days, times and amounts.
#include "pages/words.hpp"

#include <gtest/gtest.h>

#include "domain/time_zone.hpp"

namespace pages {
namespace {

domain::CivilDate date(const char* text) {
    return domain::parse_date(text).value();
}

TEST(Words, SayADayAsACalendarDoes) {
    EXPECT_EQ(day_in_words(date("2026-03-28")), "Saturday 28 March");
    EXPECT_EQ(day_in_words(date("2026-11-01")), "Sunday 1 November");
    EXPECT_EQ(day_and_year_in_words(date("2028-02-29")), "Tuesday 29 February 2028");
    EXPECT_EQ(month_in_words(date("2026-12-31")), "December");
}

TEST(Words, SayAMonthOnceWhereBothDaysAreInIt) {
    EXPECT_EQ(days_in_words(date("2026-03-16"), date("2026-03-29")), "16 to 29 March");
    EXPECT_EQ(days_in_words(date("2026-11-30"), date("2026-12-13")), "30 Nov to 13 Dec");
    EXPECT_EQ(days_in_words(date("2026-12-28"), date("2027-01-10")), "28 Dec to 10 Jan");
}

TEST(Words, SayTheTimeThatTheVenueShows) {
    const auto zone = domain::TimeZone::find("Europe/London").value();
    const auto instant = base::Instant(std::chrono::sys_days(std::chrono::year(2026) / 7 / 1)) +
                         std::chrono::hours(23) + std::chrono::minutes(5);
    EXPECT_EQ(time_in_words(zone.civil_time(instant)), "00:05");
}

TEST(Words, SayLongDurationsInHours) {
    using std::chrono::minutes;
    EXPECT_EQ(duration_in_words(minutes(1)), "1 minute");
    EXPECT_EQ(duration_in_words(minutes(60)), "60 minutes");
    EXPECT_EQ(duration_in_words(minutes(90)), "90 minutes");
    EXPECT_EQ(duration_in_words(minutes(120)), "2 hours");
    EXPECT_EQ(duration_in_words(minutes(135)), "2 hours 15 minutes");
    EXPECT_EQ(duration_in_words(minutes(121)), "2 hours 1 minute");
}

TEST(Words, CountPeopleAndSeats) {
    EXPECT_EQ(people_in_words(1), "1 person");
    EXPECT_EQ(people_in_words(4), "4 people");
    EXPECT_EQ(people_in_words(2, 6), "2 to 6 people");
    EXPECT_EQ(people_in_words(8, 8), "8 people");
    EXPECT_EQ(seats_in_words(1), "1 seat");
}

TEST(Words, WriteNoAmountInACurrencyWhoseDigitsAreUnknown) {
    EXPECT_EQ(money_in_words(2500, "GBP"), "£25.00");
    EXPECT_EQ(money_in_words(2500, "JPY"), "¥2,500");
    EXPECT_THROW(money_in_words(2500, "XXX"), std::logic_error);
}

}  // namespace
}  // namespace pages

// Wall clocks and instants, above all where clocks change.
#include "domain/time_zone.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "helpers.hpp"

namespace domain {
namespace {

using namespace std::chrono_literals;
using test::wall;
using test::zone;

TEST(TimeZone, AnUnknownNameIsAnInvalidField) {
    for (const char* name : {"", "Europe/Londres", "europe/london", "Europe/London ", "GMT+1x",
                             "../../etc/passwd", "posix/Europe/London"}) {
        const auto found = TimeZone::find(name);
        ASSERT_FALSE(found) << name;
        EXPECT_EQ(found.error().code, base::ErrorCode::invalid_field);
    }
}

TEST(TimeZone, AZoneKeepsItsName) {
    EXPECT_EQ(zone("America/Argentina/Buenos_Aires").name(), "America/Argentina/Buenos_Aires");
    EXPECT_EQ(zone("UTC").name(), "UTC");
}

struct WallCase {
    const char* zone;
    const char* wall;
    const char* instant;      // empty: the clock never shows it
    const char* at_or_after;  // in UTC
};

// What the tz database says, written down by hand.
constexpr WallCase wall_cases[] = {
    {"Europe/London", "2026-03-29 00:59", "2026-03-29T00:59:00Z", "2026-03-29T00:59:00Z"},
    {"Europe/London", "2026-03-29 01:00", "", "2026-03-29T01:00:00Z"},
    {"Europe/London", "2026-03-29 01:59", "", "2026-03-29T01:00:00Z"},
    {"Europe/London", "2026-03-29 02:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
    {"Europe/London", "2026-10-25 00:59", "2026-10-24T23:59:00Z", "2026-10-24T23:59:00Z"},
    {"Europe/London", "2026-10-25 01:00", "2026-10-25T00:00:00Z", "2026-10-25T00:00:00Z"},
    {"Europe/London", "2026-10-25 01:59", "2026-10-25T00:59:00Z", "2026-10-25T00:59:00Z"},
    {"Europe/London", "2026-10-25 02:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"},
    {"America/New_York", "2026-03-08 02:30", "", "2026-03-08T07:00:00Z"},
    {"America/New_York", "2026-03-08 03:00", "2026-03-08T07:00:00Z", "2026-03-08T07:00:00Z"},
    {"America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z", "2026-11-01T05:30:00Z"},
    {"America/New_York", "2026-11-01 02:00", "2026-11-01T07:00:00Z", "2026-11-01T07:00:00Z"},
    {"Australia/Lord_Howe", "2026-04-05 01:30", "2026-04-04T14:30:00Z", "2026-04-04T14:30:00Z"},
    {"Australia/Lord_Howe", "2026-04-05 02:00", "2026-04-04T15:30:00Z", "2026-04-04T15:30:00Z"},
    {"Australia/Lord_Howe", "2026-10-04 02:00", "", "2026-10-03T15:30:00Z"},
    {"Australia/Lord_Howe", "2026-10-04 02:29", "", "2026-10-03T15:30:00Z"},
    {"Australia/Lord_Howe", "2026-10-04 02:30", "2026-10-03T15:30:00Z", "2026-10-03T15:30:00Z"},
    {"Asia/Tokyo", "2026-03-29 02:30", "2026-03-28T17:30:00Z", "2026-03-28T17:30:00Z"},
    {"Asia/Kathmandu", "2026-03-29 00:00", "2026-03-28T18:15:00Z", "2026-03-28T18:15:00Z"},
    // The far end of the years that are allowed.
    {"America/New_York", "2037-07-01 12:00", "2037-07-01T16:00:00Z", "2037-07-01T16:00:00Z"},
};

TEST(TimeZone, AWallClockTimeIsItsFirstOccurrenceOrNone) {
    for (const auto& row : wall_cases) {
        const std::string place = std::string(row.zone) + " " + row.wall;
        const auto instant = zone(row.zone).instant_of(wall(row.wall));
        EXPECT_EQ(instant ? base::to_iso(*instant) : "", row.instant) << place;
        EXPECT_EQ(base::to_iso(zone(row.zone).instant_at_or_after(wall(row.wall))), row.at_or_after)
            << place;
    }
}

TEST(TimeZone, ATimeOfMoreThan24HoursIsOnTheNextDay) {
    const auto london = zone("Europe/London");
    EXPECT_EQ(london.instant_of(test::day("2026-03-28") + 26h),
              london.instant_of(wall("2026-03-29 02:00")));
    EXPECT_FALSE(london.instant_of(test::day("2026-03-28") + 25h));
}

TEST(TimeZone, ADayBeginsAtItsFirstMomentAlsoWhereMidnightIsSkipped) {
    struct Row {
        const char* zone;
        const char* date;
        const char* start;
    };
    for (const Row& row : {Row{"Europe/London", "2026-03-29", "2026-03-29T00:00:00+00:00"},
                           Row{"Europe/London", "2026-03-30", "2026-03-30T00:00:00+01:00"},
                           Row{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"},
                           Row{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00"},
                           Row{"Asia/Beirut", "2026-03-29", "2026-03-29T01:00:00+03:00"},
                           // Midnight comes twice in Havana: the day begins with the first.
                           Row{"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"},
                           // The island skipped this whole day.
                           Row{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"}}) {
        const auto place = zone(row.zone);
        const auto start = place.start_of_day(test::day(row.date));
        EXPECT_EQ(place.format_iso(start), row.start) << row.zone << " " << row.date;
        EXPECT_LT(place.civil_date(start - 1us), test::day(row.date));
    }
}

TEST(TimeZone, AnInstantShowsTheLocalDateAndNotTheUtcDate) {
    const auto instant = zone("UTC").instant_of(wall("2026-06-30 15:30")).value();
    EXPECT_EQ(test::wall_text(zone("Asia/Tokyo").civil_time(instant)), "2026-07-01 00:30");
    EXPECT_EQ(format_date(zone("Asia/Tokyo").civil_date(instant)), "2026-07-01");
    EXPECT_EQ(format_date(zone("America/New_York").civil_date(instant)), "2026-06-30");
}

TEST(TimeZone, TheIsoFormTellsRepeatedTimesApart) {
    const auto london = zone("Europe/London");
    const auto first = london.instant_of(wall("2026-10-25 01:30")).value();
    EXPECT_EQ(london.format_iso(first), "2026-10-25T01:30:00+01:00");
    EXPECT_EQ(london.format_iso(first + 1h), "2026-10-25T01:30:00+00:00");
    EXPECT_EQ(london.civil_time(first), london.civil_time(first + 1h));
}

TEST(TimeZone, TheIsoFormShowsHalfHoursAndWesternOffsets) {
    const auto instant = zone("UTC").instant_of(wall("2026-01-15 12:00")).value() + 59'999'999us;
    EXPECT_EQ(zone("Asia/Kathmandu").format_iso(instant), "2026-01-15T17:45:59+05:45");
    EXPECT_EQ(zone("America/St_Johns").format_iso(instant), "2026-01-15T08:30:59-03:30");
    EXPECT_EQ(zone("UTC").format_iso(instant), "2026-01-15T12:00:59+00:00");
}

TEST(TimeZone, EveryMinuteOfAChangeNightComesBackFromItsInstant) {
    for (const auto& [name, date] :
         {std::pair{"Europe/London", "2026-03-29"}, std::pair{"Europe/London", "2026-10-25"},
          std::pair{"Australia/Lord_Howe", "2026-04-05"},
          std::pair{"Australia/Lord_Howe", "2026-10-04"},
          std::pair{"Africa/Cairo", "2026-10-29"}}) {
        const auto place = zone(name);
        for (auto time = 0min; time < 24h; ++time) {
            const CivilTime wall_time = test::day(date) + time;
            const auto instant = place.instant_of(wall_time);
            if (!instant) continue;
            ASSERT_EQ(place.civil_time(*instant), wall_time) << test::wall_text(wall_time);
            // It is the first: the clock has not shown this time in the two hours before.
            for (auto back = 1min; back <= 2h; ++back) {
                ASSERT_NE(place.civil_time(*instant - back), wall_time);
            }
        }
    }
}

}  // namespace
}  // namespace domain

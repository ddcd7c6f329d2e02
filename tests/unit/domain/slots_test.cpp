// Sessions of a schedule, above all on the nights on which clocks change.
#include "domain/slots.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "helpers.hpp"

namespace domain {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;
using test::day;
using test::every_day;
using test::schedule;
using test::skips;
using test::starts;
using test::zone;
using testing::ElementsAre;
using testing::IsEmpty;
using Texts = std::vector<std::string>;

// "10:00 11:30": the wall clock at the starts of one date.
std::string times_on(const SlotPlan& plan, CivilDate date) {
    std::string text;
    for (const auto& slot : plan.slots) {
        if (std::chrono::floor<days>(slot.local_start) != date) continue;
        if (!text.empty()) text += " ";
        text += format_time_of_day(slot.local_start - date);
    }
    return text;
}

TEST(Slots, ADayIsFilledFromOpeningAndTheLastSessionEndsByClosing) {
    const auto tokyo = zone("Asia/Tokyo");
    const auto date = day("2026-06-01");
    const auto plan = generate_slots(every_day("10:00", "15:00", 60), 60min, tokyo, date, date);
    EXPECT_EQ(times_on(plan, date), "10:00 11:00 12:00 13:00 14:00");
    EXPECT_EQ(plan.slots[0].end - plan.slots[0].start, 60min);
    EXPECT_THAT(skips(plan), IsEmpty());
}

TEST(Slots, TheTurnoverMovesTheNextStartButNeedNotEndByClosing) {
    const auto date = day("2026-06-01");
    const auto plan =
        generate_slots(every_day("10:00", "13:30", 60, 15), 60min, zone("Asia/Tokyo"), date, date);
    EXPECT_EQ(times_on(plan, date), "10:00 11:15 12:30");
}

TEST(Slots, ANightPastMidnightBelongsToTheDayOnWhichItStarts) {
    const auto friday = schedule(R"({"slot_interval_minutes": 90,
        "weekly": {"friday": [{"start": "20:00", "end": "02:00"}]}})");
    const auto tokyo = zone("Asia/Tokyo");
    const auto plan = generate_slots(friday, 90min, tokyo, day("2026-06-01"), day("2026-06-07"));
    EXPECT_THAT(starts(plan, tokyo),
                ElementsAre("2026-06-05T20:00:00+09:00", "2026-06-05T21:30:00+09:00",
                            "2026-06-05T23:00:00+09:00", "2026-06-06T00:30:00+09:00"));
    // Asked for Saturday alone, Friday's night is still there.
    const auto saturday =
        generate_slots(friday, 90min, tokyo, day("2026-06-06"), day("2026-06-06"));
    EXPECT_THAT(starts(saturday, tokyo), ElementsAre("2026-06-06T00:30:00+09:00"));
}

TEST(Slots, AReversedRangeOfDatesHasNone) {
    const auto plan = generate_slots(every_day("10:00", "22:00", 60), 60min, zone("UTC"),
                                     day("2026-06-02"), day("2026-06-01"));
    EXPECT_THAT(plan.slots, IsEmpty());
    EXPECT_THAT(plan.skipped, IsEmpty());
}

TEST(Slots, ABlockedTimeTakesEverySessionThatRunsIntoIt) {
    auto blocked = every_day("10:00", "15:00", 60);
    blocked.blocked_times.push_back({day("2026-06-01"), {11 * 60min + 30min, 13h}, std::nullopt});
    const auto date = day("2026-06-01");
    const auto plan = generate_slots(blocked, 60min, zone("UTC"), date, date);
    EXPECT_EQ(times_on(plan, date), "10:00 13:00 14:00");
    EXPECT_THAT(skips(plan), ElementsAre("2026-06-01 11:00 blocked", "2026-06-01 12:00 blocked"));
}

TEST(Slots, OverlappingBlocksBlockWhatEitherOfThemBlocks) {
    auto blocked = every_day("10:00", "16:00", 60);
    const auto date = day("2026-06-01");
    blocked.blocked_times = {{date, {10h, 14h}, std::nullopt}, {date, {11h, 12h}, std::nullopt}};
    EXPECT_EQ(times_on(generate_slots(blocked, 60min, zone("UTC"), date, date), date),
              "14:00 15:00");
}

TEST(Slots, ABlockOfTheEveningBeforeReachesPastMidnight) {
    auto blocked = every_day("00:00", "04:00", 60);
    blocked.blocked_times.push_back({day("2026-05-31"), {23h, 26h}, std::nullopt});
    const auto date = day("2026-06-01");
    EXPECT_EQ(times_on(generate_slots(blocked, 60min, zone("UTC"), date, date), date),
              "02:00 03:00");
}

// The blocked Saturday loses its own night, and the part of Friday's night that runs into it.
TEST(Slots, OnABlockedDateNothingRunsAndNoNightBegins) {
    auto nights = every_day("22:00", "02:00", 60);
    nights.blocked_dates.push_back(day("2026-06-06"));
    const auto plan =
        generate_slots(nights, 60min, zone("UTC"), day("2026-06-05"), day("2026-06-07"));
    EXPECT_EQ(times_on(plan, day("2026-06-05")), "00:00 01:00 22:00 23:00");
    EXPECT_EQ(times_on(plan, day("2026-06-06")), "");
    EXPECT_EQ(times_on(plan, day("2026-06-07")), "22:00 23:00");
    EXPECT_THAT(skips(plan), ElementsAre("2026-06-06 00:00 blocked", "2026-06-06 01:00 blocked"));
}

TEST(Slots, ASessionThatRunsIntoABlockedDateIsBlocked) {
    auto nights = every_day("22:30", "01:30", 60);
    nights.blocked_dates.push_back(day("2026-06-06"));
    const auto date = day("2026-06-05");
    const auto plan = generate_slots(nights, 60min, zone("UTC"), date, date);
    EXPECT_EQ(times_on(plan, date), "00:30 22:30");
    EXPECT_THAT(skips(plan), ElementsAre("2026-06-05 23:30 blocked"));
}

struct ChangeCase {
    const char* what;
    const char* zone;
    const char* date;
    const char* open;
    const char* close;
    int interval_minutes;
    int duration_minutes;
    int buffer_minutes;
    Texts starts;
    Texts skips;
};

const ChangeCase change_cases[] = {
    {"London spring: 01:00 is never shown; no hour of real time is lost",
     "Europe/London",
     "2026-03-29",
     "00:00",
     "05:00",
     60,
     60,
     0,
     {"2026-03-29T00:00:00+00:00", "2026-03-29T02:00:00+01:00", "2026-03-29T03:00:00+01:00",
      "2026-03-29T04:00:00+01:00"},
     {"2026-03-29 01:00 clock_change"}},
    {"London spring: 00:45 runs until 02:30, so 02:15 would overlap it",
     "Europe/London",
     "2026-03-29",
     "00:00",
     "05:00",
     45,
     45,
     0,
     {"2026-03-29T00:00:00+00:00", "2026-03-29T00:45:00+00:00", "2026-03-29T03:00:00+01:00",
      "2026-03-29T03:45:00+01:00"},
     {"2026-03-29 01:30 clock_change", "2026-03-29 02:15 too_close"}},
    {"London spring: the turnover counts in real time too",
     "Europe/London",
     "2026-03-29",
     "00:30",
     "05:00",
     90,
     30,
     45,
     {"2026-03-29T00:30:00+00:00", "2026-03-29T03:30:00+01:00"},
     {"2026-03-29 02:00 too_close"}},
    {"London spring: a session across the change ends by the clock at 03:00, just in time",
     "Europe/London",
     "2026-03-29",
     "00:00",
     "03:00",
     60,
     120,
     0,
     {"2026-03-29T00:00:00+00:00"},
     {}},
    {"London spring: closing at a time that is never shown is the moment of the change",
     "Europe/London",
     "2026-03-29",
     "00:00",
     "01:30",
     30,
     30,
     0,
     {"2026-03-29T00:00:00+00:00", "2026-03-29T00:30:00+00:00"},
     {"2026-03-29 01:00 clock_change"}},
    {"London spring: ends at 02:15 by the clock, after closing at 02:00",
     "Europe/London",
     "2026-03-29",
     "00:15",
     "02:00",
     60,
     60,
     0,
     {},
     {"2026-03-29 00:15 ends_after_closing"}},
    {"London autumn: the repeated hour is sold once, at its first occurrence",
     "Europe/London",
     "2026-10-25",
     "00:00",
     "04:00",
     60,
     60,
     0,
     {"2026-10-25T00:00:00+01:00", "2026-10-25T01:00:00+01:00", "2026-10-25T02:00:00+00:00",
      "2026-10-25T03:00:00+00:00"},
     {}},
    {"London autumn: a session of 30 minutes is not repeated either",
     "Europe/London",
     "2026-10-25",
     "01:00",
     "02:30",
     30,
     30,
     0,
     {"2026-10-25T01:00:00+01:00", "2026-10-25T01:30:00+01:00", "2026-10-25T02:00:00+00:00"},
     {}},
    {"New York spring",
     "America/New_York",
     "2026-03-08",
     "01:00",
     "05:00",
     60,
     60,
     0,
     {"2026-03-08T01:00:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-08T04:00:00-04:00"},
     {"2026-03-08 02:00 clock_change"}},
    {"New York autumn",
     "America/New_York",
     "2026-11-01",
     "00:30",
     "04:30",
     60,
     60,
     0,
     {"2026-11-01T00:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-01T02:30:00-05:00",
      "2026-11-01T03:30:00-05:00"},
     {}},
    {"Lord Howe spring: half an hour is skipped",
     "Australia/Lord_Howe",
     "2026-10-04",
     "01:00",
     "04:00",
     30,
     30,
     0,
     {"2026-10-04T01:00:00+10:30", "2026-10-04T01:30:00+10:30", "2026-10-04T02:30:00+11:00",
      "2026-10-04T03:00:00+11:00", "2026-10-04T03:30:00+11:00"},
     {"2026-10-04 02:00 clock_change"}},
    {"Lord Howe spring: an hourly session before the change holds up nothing but 02:00",
     "Australia/Lord_Howe",
     "2026-10-04",
     "01:00",
     "05:00",
     60,
     60,
     0,
     {"2026-10-04T01:00:00+10:30", "2026-10-04T03:00:00+11:00", "2026-10-04T04:00:00+11:00"},
     {"2026-10-04 02:00 clock_change"}},
    {"Lord Howe autumn: half an hour is repeated",
     "Australia/Lord_Howe",
     "2026-04-05",
     "01:00",
     "03:00",
     30,
     30,
     0,
     {"2026-04-05T01:00:00+11:00", "2026-04-05T01:30:00+11:00", "2026-04-05T02:00:00+10:30",
      "2026-04-05T02:30:00+10:30"},
     {}},
    {"Cairo spring: midnight is skipped, the day opens an hour later",
     "Africa/Cairo",
     "2026-04-24",
     "00:00",
     "03:00",
     60,
     60,
     0,
     {"2026-04-24T01:00:00+03:00", "2026-04-24T02:00:00+03:00"},
     {"2026-04-24 00:00 clock_change"}},
    {"Tokyo never changes",
     "Asia/Tokyo",
     "2026-03-29",
     "00:00",
     "04:00",
     60,
     60,
     0,
     {"2026-03-29T00:00:00+09:00", "2026-03-29T01:00:00+09:00", "2026-03-29T02:00:00+09:00",
      "2026-03-29T03:00:00+09:00"},
     {}},
};

TEST(Slots, ChangeNightsFollowTheStatedRules) {
    for (const auto& row : change_cases) {
        const auto place = zone(row.zone);
        const auto plan =
            generate_slots(every_day(row.open, row.close, row.interval_minutes, row.buffer_minutes),
                           minutes{row.duration_minutes}, place, day(row.date), day(row.date));
        EXPECT_EQ(starts(plan, place), row.starts) << row.what;
        EXPECT_EQ(skips(plan), row.skips) << row.what;
    }
}

TEST(Slots, ANightAcrossTheSpringChangeEndsByClosing) {
    const auto place = zone("Europe/London");
    const auto date = day("2026-03-29");
    const auto plan =
        generate_slots(every_day("22:00", "03:00", 75), 75min, place, date - days{1}, date);
    // 22:00, 23:15, 00:30; at 01:45 the clock never is. 00:30 ends at 02:45 by the clock.
    EXPECT_EQ(times_on(plan, date), "00:30 22:00 23:15");
    EXPECT_THAT(skips(plan), ElementsAre("2026-03-29 01:45 clock_change"));
    const auto short_night =
        generate_slots(every_day("22:00", "02:15", 75), 75min, place, date - days{1}, date);
    EXPECT_THAT(skips(short_night), ElementsAre("2026-03-29 00:30 ends_after_closing"));
}

// The session that begins on Wednesday's hours at noon on Thursday ends at 23:00, its turnover two
// real hours later: at 02:00 by the clock, which goes from 24:00 to 01:00 in between.
TEST(Slots, HoursOfTwoDaysBeforeCanHoldUpTheFirstSession) {
    const auto long_hours = schedule(R"({"slot_interval_minutes": 60, "buffer_minutes": 120,
        "weekly": {"wednesday": [{"start": "23:00", "end": "23:00"}],
                   "friday": [{"start": "01:00", "end": "12:00"}]}})");
    ASSERT_FALSE(check_schedule(long_hours, 11h, ""));
    const auto place = zone("Africa/Cairo");
    const auto change = day("2026-04-24");
    EXPECT_THAT(skips(generate_slots(long_hours, 11h, place, change, change)),
                ElementsAre("2026-04-24 01:00 too_close"));
    const auto week_before = change - days{7};
    EXPECT_EQ(
        times_on(generate_slots(long_hours, 11h, place, week_before, week_before), week_before),
        "01:00");
}

// docs/explanation/schedules.md says what this schedule gives.
TEST(Slots, TheExampleOfTheDocumentationIsTrue) {
    const auto example = schedule(R"({
        "weekly": {
            "monday": [{"start": "10:00", "end": "13:00"}, {"start": "14:00", "end": "22:00"}],
            "friday": [{"start": "20:00", "end": "02:00"}]
        },
        "custom_dates": [{"date": "2026-12-24", "hours": [{"start": "10:00", "end": "14:00"}]}],
        "blocked_dates": ["2026-12-25"],
        "blocked_times": [{"date": "2026-12-28", "start": "18:00", "end": "24:00",
                           "reason": "Private party"}],
        "slot_interval_minutes": 90, "buffer_minutes": 15, "booking_window_days": 60})");
    ASSERT_FALSE(check_schedule(example, 60min, ""));
    const auto plan =
        generate_slots(example, 60min, zone("Europe/London"), day("2026-12-14"), day("2026-12-28"));
    EXPECT_EQ(times_on(plan, day("2026-12-14")), "10:00 11:30 14:00 15:30 17:00 18:30 20:00");
    EXPECT_EQ(times_on(plan, day("2026-12-18")), "20:00 21:30 23:00");
    EXPECT_EQ(times_on(plan, day("2026-12-19")), "00:30");
    EXPECT_EQ(times_on(plan, day("2026-12-24")), "10:00 11:30 13:00");
    EXPECT_EQ(times_on(plan, day("2026-12-25")), "");
    EXPECT_EQ(times_on(plan, day("2026-12-26")), "");
    EXPECT_EQ(times_on(plan, day("2026-12-28")), "10:00 11:30 14:00 15:30 17:00");
}

// Opening around the clock over both changes of a year: every hour that the clock shows is sold
// once, nothing else is, and outside of the autumn change one session begins when the one before it
// ends.
TEST(Slots, AYearAroundTheClockSellsEveryHourOnce) {
    for (const char* name : {"Europe/London", "America/New_York", "Australia/Lord_Howe",
                             "Africa/Cairo", "Asia/Tokyo"}) {
        const auto place = zone(name);
        const auto from = day("2026-01-01");
        const auto to = day("2026-12-31");
        const auto plan = generate_slots(every_day("00:00", "24:00", 60), 60min, place, from, to);
        const bool changes = std::string_view(name) != "Asia/Tokyo";
        EXPECT_EQ(plan.slots.size(), 365u * 24 - (changes ? 1 : 0)) << name;
        EXPECT_EQ(plan.skipped.size(), changes ? 1u : 0u) << name;
        int pauses = 0;
        for (std::size_t i = 1; i < plan.slots.size(); ++i) {
            EXPECT_LT(plan.slots[i - 1].local_start, plan.slots[i].local_start) << name;
            if (plan.slots[i].start != plan.slots[i - 1].end) ++pauses;
        }
        EXPECT_EQ(pauses, changes ? (std::string_view(name) == "Australia/Lord_Howe" ? 2 : 1) : 0)
            << name;
    }
}

TEST(Slots, TheReasonsHaveNames) {
    EXPECT_EQ(to_string(SkipReason::clock_change), "clock_change");
    EXPECT_EQ(to_string(SkipReason::blocked), "blocked");
    EXPECT_EQ(to_string(SkipReason::ends_after_closing), "ends_after_closing");
    EXPECT_EQ(to_string(SkipReason::too_close), "too_close");
}

}  // namespace
}  // namespace domain

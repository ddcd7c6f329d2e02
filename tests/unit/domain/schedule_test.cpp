// The shape of a schedule: what is read, what is refused, and what follows from it.
#include "domain/schedule.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "helpers.hpp"

namespace domain {
namespace {

using namespace std::chrono_literals;
using test::day;
using test::schedule;

constexpr const char* full_schedule = R"({
    "weekly": {
        "monday": [{"start": "10:00", "end": "12:00"}, {"start": "14:00", "end": "24:00"}],
        "tuesday": [],
        "friday": [{"start": "20:00", "end": "02:00"}],
        "sunday": [{"start": "09:00", "end": "09:00"}]
    },
    "custom_dates": [{"date": "2026-12-24", "hours": [{"start": "10:00", "end": "14:00"}]},
                     {"date": "2026-12-31", "hours": []}],
    "blocked_dates": ["2026-12-25", "2027-01-01"],
    "blocked_times": [{"date": "2026-12-28", "start": "22:00", "end": "01:00", "reason": "Party"},
                      {"date": "2026-12-28", "start": "10:00", "end": "11:00"}],
    "slot_interval_minutes": 90, "buffer_minutes": 15, "booking_window_days": 120
})";

TEST(Schedule, EveryMemberIsRead) {
    const Schedule read = schedule(full_schedule);
    EXPECT_EQ(read.weekly[0], (std::vector<Hours>{{600min, 720min}, {840min, 1440min}}));
    EXPECT_TRUE(read.weekly[1].empty());
    EXPECT_TRUE(read.weekly[2].empty());
    EXPECT_EQ(read.weekly[4], (std::vector<Hours>{{1200min, 1560min}}));
    EXPECT_EQ(read.weekly[6], (std::vector<Hours>{{540min, 1980min}}));
    ASSERT_EQ(read.custom_dates.size(), 2u);
    EXPECT_EQ(read.custom_dates[0].hours, (std::vector<Hours>{{600min, 840min}}));
    EXPECT_TRUE(read.custom_dates[1].hours.empty());
    EXPECT_EQ(read.blocked_dates, (std::vector<CivilDate>{day("2026-12-25"), day("2027-01-01")}));
    ASSERT_EQ(read.blocked_times.size(), 2u);
    EXPECT_EQ(read.blocked_times[0].hours, (Hours{1320min, 1500min}));
    EXPECT_EQ(read.blocked_times[0].reason, "Party");
    EXPECT_FALSE(read.blocked_times[1].reason);
    EXPECT_EQ(read.slot_interval, 90min);
    EXPECT_EQ(read.buffer, 15min);
    EXPECT_EQ(read.booking_window_days, 120);
}

TEST(Schedule, WhatIsNotSaidHasADefault) {
    const Schedule read = schedule(R"({"weekly": {}, "slot_interval_minutes": 60})");
    for (const auto& hours : read.weekly) EXPECT_TRUE(hours.empty());
    EXPECT_EQ(read.buffer, 0min);
    EXPECT_EQ(read.booking_window_days, 60);
}

TEST(Schedule, ComesBackFromItsOwnJson) {
    const Schedule read = schedule(full_schedule);
    const std::string json = boost::json::serialize(schedule_to_json(read));
    EXPECT_EQ(schedule(json), read);
    EXPECT_EQ(boost::json::serialize(schedule_to_json(schedule(json))), json);
}

TEST(Schedule, HasOneSpelling) {
    const Schedule read = schedule(R"({"slot_interval_minutes": 6e1,
        "weekly": {"monday": [{"end": "00:00", "start": "00:00"}]}})");
    EXPECT_EQ(
        boost::json::serialize(schedule_to_json(read)),
        R"({"weekly":{"monday":[{"start":"00:00","end":"24:00"}],"tuesday":[],"wednesday":[],)"
        R"("thursday":[],"friday":[],"saturday":[],"sunday":[]},"custom_dates":[],)"
        R"("blocked_dates":[],"blocked_times":[],"slot_interval_minutes":60,"buffer_minutes":0,)"
        R"("booking_window_days":60})");
}

struct BadCase {
    const char* json;
    const char* code;
    const char* param;
};

constexpr BadCase bad_cases[] = {
    {R"([])", "invalid_field", "/schedule"},
    {R"("always")", "invalid_field", "/schedule"},
    {R"(null)", "invalid_field", "/schedule"},
    {R"({})", "missing_field", "/schedule/weekly"},
    {R"({$interval})", "missing_field", "/schedule/weekly"},
    {R"({$weekly})", "missing_field", "/schedule/slot_interval_minutes"},
    {R"({$weekly, $interval, "hours": []})", "unknown_field", "/schedule/hours"},
    {R"({$weekly, $interval, "minimum_notice_minutes": 5})", "unknown_field",
     "/schedule/minimum_notice_minutes"},
    // Weekly hours.
    {R"({$interval, "weekly": null})", "missing_field", "/schedule/weekly"},
    {R"({$interval, "weekly": []})", "invalid_field", "/schedule/weekly"},
    {R"({$interval, "weekly": {"Monday": []}})", "unknown_field", "/schedule/weekly/Monday"},
    {R"({$interval, "weekly": {"a/b": []}})", "unknown_field", "/schedule/weekly/a~1b"},
    {R"({$interval, "weekly": {"monday": {}}})", "invalid_field", "/schedule/weekly/monday"},
    {R"({$interval, "weekly": {"monday": ["10:00"]}})", "invalid_field",
     "/schedule/weekly/monday/0"},
    {R"({$interval, "weekly": {"monday": [{"start": "10:00"}]}})", "missing_field",
     "/schedule/weekly/monday/0/end"},
    {R"({$interval, "weekly": {"monday": [{"end": "10:00"}]}})", "missing_field",
     "/schedule/weekly/monday/0/start"},
    {R"({$interval, "weekly": {"monday": [{"start": 10, "end": "22:00"}]}})", "invalid_field",
     "/schedule/weekly/monday/0/start"},
    {R"({$interval, "weekly": {"monday": [{"start": "9:00", "end": "22:00"}]}})", "invalid_field",
     "/schedule/weekly/monday/0/start"},
    {R"({$interval, "weekly": {"monday": [{"start": "24:00", "end": "02:00"}]}})", "invalid_field",
     "/schedule/weekly/monday/0/start"},
    {R"({$interval, "weekly": {"monday": [{"start": "10:00", "end": "24:01"}]}})", "invalid_field",
     "/schedule/weekly/monday/0/end"},
    {R"({$interval, "weekly": {"monday": [{"start": "10:00", "end": "22:60"}]}})", "invalid_field",
     "/schedule/weekly/monday/0/end"},
    {R"({$interval, "weekly": {"monday": [{"start": "10:00", "end": "22:00", "closed": true}]}})",
     "unknown_field", "/schedule/weekly/monday/0/closed"},
    // Hours in each other's way.
    {R"({$interval, "weekly": {"monday": ["10:00-12:00", "10:00-12:00"]}})", "invalid_field",
     "/schedule/weekly/monday/1"},
    {R"({$interval, "weekly": {"monday": ["10:00-12:00", "11:59-14:00"]}})", "invalid_field",
     "/schedule/weekly/monday/1/start"},
    {R"({$interval, "weekly": {"monday": ["14:00-16:00", "10:00-12:00"]}})", "invalid_field",
     "/schedule/weekly/monday/1/start"},
    {R"({$interval, "weekly": {"monday": ["20:00-02:00", "23:00-23:30"]}})", "invalid_field",
     "/schedule/weekly/monday/1/start"},
    {R"({$interval, "weekly": {"friday": ["20:00-02:00"], "saturday": ["01:00-05:00"]}})",
     "invalid_field", "/schedule/weekly/saturday/0/start"},
    {R"({$interval, "weekly": {"sunday": ["20:00-02:00"], "monday": ["01:00-05:00"]}})",
     "invalid_field", "/schedule/weekly/monday/0/start"},
    {R"({$interval, "weekly": {"friday": ["20:00-02:00"]},
         "custom_dates": [{"date": "2026-03-28", "hours": ["01:00-05:00"]}]})",
     "invalid_field", "/schedule/custom_dates/0/hours/0/start"},
    {R"({$interval, "weekly": {"sunday": ["01:00-05:00"]},
         "custom_dates": [{"date": "2026-03-28", "hours": ["20:00-02:00"]}]})",
     "invalid_field", "/schedule/custom_dates/0/hours/0/end"},
    {R"({$weekly, $interval, "custom_dates": [{"date": "2026-03-28",
         "hours": ["10:00-12:00", "11:00-13:00"]}]})",
     "invalid_field", "/schedule/custom_dates/0/hours/1/start"},
    {R"({$interval, "weekly": {"monday": ["00:00-01:00", "01:00-02:00", "02:00-03:00",
         "03:00-04:00", "04:00-05:00", "05:00-06:00", "06:00-07:00",
         "07:00-08:00", "08:00-09:00"]}})",
     "invalid_field", "/schedule/weekly/monday"},
    // Custom dates.
    {R"({$weekly, $interval, "custom_dates": {}})", "invalid_field", "/schedule/custom_dates"},
    {R"({$weekly, $interval, "custom_dates": ["2026-12-24"]})", "invalid_field",
     "/schedule/custom_dates/0"},
    {R"({$weekly, $interval, "custom_dates": [{"date": "2026-12-24"}]})", "missing_field",
     "/schedule/custom_dates/0/hours"},
    {R"({$weekly, $interval, "custom_dates": [{"hours": []}]})", "missing_field",
     "/schedule/custom_dates/0/date"},
    {R"({$weekly, $interval, "custom_dates": [{"date": "2026-02-29", "hours": []}]})",
     "invalid_field", "/schedule/custom_dates/0/date"},
    {R"({$weekly, $interval, "custom_dates": [{"date": "24.12.2026", "hours": []}]})",
     "invalid_field", "/schedule/custom_dates/0/date"},
    {R"({$weekly, $interval, "custom_dates": [{"date": "2026-12-24", "hours": []},
         {"date": "2026-12-24", "hours": ["10:00-12:00"]}]})",
     "invalid_field", "/schedule/custom_dates/1"},
    // Blocked dates and times.
    {R"({$weekly, $interval, "blocked_dates": "2026-12-25"})", "invalid_field",
     "/schedule/blocked_dates"},
    {R"({$weekly, $interval, "blocked_dates": [20261225]})", "invalid_field",
     "/schedule/blocked_dates/0"},
    {R"({$weekly, $interval, "blocked_dates": ["2026-12-25", "2026-12-32"]})", "invalid_field",
     "/schedule/blocked_dates/1"},
    {R"({$weekly, $interval, "blocked_dates": ["2026-12-25", "2026-12-26", "2026-12-25"]})",
     "invalid_field", "/schedule/blocked_dates/2"},
    {R"({$weekly, $interval, "blocked_times": [{"date": "2026-12-25", "start": "10:00"}]})",
     "missing_field", "/schedule/blocked_times/0/end"},
    {R"({$weekly, $interval, "blocked_times": [{"date": "", "start": "10:00", "end": "11:00"}]})",
     "invalid_field", "/schedule/blocked_times/0/date"},
    {R"({$weekly, $interval, "blocked_times": [
         {"date": "2026-12-25", "start": "10:00", "end": "11:00", "reason": 5}]})",
     "invalid_field", "/schedule/blocked_times/0/reason"},
    {R"({$weekly, $interval, "blocked_times": [
         {"date": "2026-12-25", "start": "10:00", "end": "11:00", "type": "full"}]})",
     "unknown_field", "/schedule/blocked_times/0/type"},
    // Numbers.
    {R"({$weekly, "slot_interval_minutes": 4})", "invalid_field",
     "/schedule/slot_interval_minutes"},
    {R"({$weekly, "slot_interval_minutes": 1441})", "invalid_field",
     "/schedule/slot_interval_minutes"},
    {R"({$weekly, "slot_interval_minutes": "60"})", "invalid_field",
     "/schedule/slot_interval_minutes"},
    {R"({$weekly, "slot_interval_minutes": 60.5})", "invalid_field",
     "/schedule/slot_interval_minutes"},
    {R"({$weekly, $interval, "buffer_minutes": -1})", "invalid_field", "/schedule/buffer_minutes"},
    {R"({$weekly, $interval, "buffer_minutes": 481})", "invalid_field", "/schedule/buffer_minutes"},
    {R"({$weekly, $interval, "booking_window_days": 0})", "invalid_field",
     "/schedule/booking_window_days"},
    {R"({$weekly, $interval, "booking_window_days": 731})", "invalid_field",
     "/schedule/booking_window_days"},
    {R"({$weekly, $interval, "booking_window_days": 1e99})", "invalid_field",
     "/schedule/booking_window_days"},
};

// Writes the short forms of the tables out: $weekly, $interval, and "10:00-12:00" for hours.
std::string written_out(const std::string& text) {
    static const std::regex weekly(R"(\$weekly)");
    static const std::regex interval(R"(\$interval)");
    static const std::regex hours(R"re("(\d\d:\d\d)-(\d\d:\d\d)")re");
    std::string json = std::regex_replace(text, weekly, R"("weekly": {"monday": ["10:00-22:00"]})");
    json = std::regex_replace(json, interval, R"("slot_interval_minutes": 60)");
    return std::regex_replace(json, hours, R"({"start": "$1", "end": "$2"})");
}

TEST(Schedule, EveryFaultIsNamedByItsPlace) {
    for (const auto& row : bad_cases) {
        const auto read = parse_schedule(boost::json::parse(written_out(row.json)), "/schedule");
        ASSERT_FALSE(read) << row.json;
        EXPECT_EQ(to_string(read.error().code), row.code) << row.json;
        EXPECT_EQ(read.error().param, row.param) << row.json;
        EXPECT_FALSE(read.error().detail.empty()) << row.json;
    }
}

TEST(Schedule, ListsAreBounded) {
    const auto with_dates = [](std::size_t count) {
        boost::json::array dates;
        for (std::size_t i = 0; i < count; ++i) {
            dates.emplace_back(format_date(day("2026-01-01") + std::chrono::days{i}));
        }
        const boost::json::object object{{"weekly", boost::json::object{}},
                                         {"slot_interval_minutes", 60},
                                         {"blocked_dates", dates}};
        return parse_schedule(object, "");
    };
    EXPECT_TRUE(with_dates(blocked_dates_max));
    ASSERT_FALSE(with_dates(blocked_dates_max + 1));
    EXPECT_EQ(with_dates(blocked_dates_max + 1).error().param, "/blocked_dates");
}

TEST(Schedule, HoursThatTouchDoNotOverlap) {
    EXPECT_NO_THROW(schedule(written_out(R"({$interval, "weekly": {
        "monday": ["10:00-12:00", "12:00-14:00"],
        "friday": ["20:00-02:00"], "saturday": ["02:00-05:00"]}})")));
}

// Saturday's custom hours begin before Friday's night ends, unless either of the two is closed.
TEST(Schedule, ABlockedDateHasNoHoursThatCouldOverlap) {
    for (const auto& [blocked, fits] :
         {std::pair{"2026-03-27", true}, std::pair{"2026-03-28", true},
          std::pair{"2026-03-29", false}}) {
        const auto json = written_out(R"({$interval, "weekly": {"friday": ["20:00-02:00"]},
            "custom_dates": [{"date": "2026-03-28", "hours": ["01:00-05:00"]}],
            "blocked_dates": [")" + std::string(blocked) +
                                      "\"]}");
        EXPECT_EQ(parse_schedule(boost::json::parse(json), "").has_value(), fits) << blocked;
    }
}

TEST(Schedule, TheHoursOfADateAreBlockedOrCustomOrOfTheWeekday) {
    const Schedule read = schedule(R"({"slot_interval_minutes": 60,
        "weekly": {"thursday": [{"start": "10:00", "end": "22:00"}]},
        "custom_dates": [{"date": "2026-12-24", "hours": [{"start": "10:00", "end": "14:00"}]},
                         {"date": "2026-12-31", "hours": [{"start": "11:00", "end": "12:00"}]}],
        "blocked_dates": ["2026-12-31"]})");
    EXPECT_EQ(hours_on(read, day("2026-12-17")), (std::vector<Hours>{{600min, 1320min}}));
    EXPECT_EQ(hours_on(read, day("2026-12-24")), (std::vector<Hours>{{600min, 840min}}));
    EXPECT_TRUE(hours_on(read, day("2026-12-31")).empty());
    EXPECT_TRUE(hours_on(read, day("2026-12-18")).empty());
}

TEST(Schedule, StartsAreAsFarApartAsTheIntervalOrTheSessionWithItsTurnover) {
    const Schedule read = test::every_day("10:00", "22:00", 90, 15);
    EXPECT_EQ(slot_step(read, 60min), 90min);
    EXPECT_EQ(slot_step(read, 75min), 90min);
    EXPECT_EQ(slot_step(read, 80min), 95min);
}

TEST(Schedule, HoursShorterThanASessionAreNamed) {
    const Schedule read = schedule(written_out(R"({$interval,
        "weekly": {"monday": ["08:00-09:30", "10:00-11:00"]},
        "custom_dates": [{"date": "2026-12-24", "hours": ["23:30-00:15"]}]})"));
    EXPECT_FALSE(check_schedule(read, 45min, "/schedule"));
    const auto custom = check_schedule(read, 60min, "/schedule");
    ASSERT_TRUE(custom);
    EXPECT_EQ(custom->code, base::ErrorCode::invalid_field);
    EXPECT_EQ(custom->param, "/schedule/custom_dates/0/hours/0/end");
    const auto weekly = check_schedule(read, 61min, "/schedule");
    ASSERT_TRUE(weekly);
    EXPECT_EQ(weekly->param, "/schedule/weekly/monday/1/end");
}

struct TurnoverCase {
    int buffer_minutes;
    int duration_minutes;
    const char* json;
    const char* param;  // empty: fits
};

constexpr TurnoverCase turnover_cases[] = {
    // 10:00-11:00 and 15 minutes until 11:15.
    {15, 60, R"("weekly": {"monday": ["10:00-11:00", "11:15-13:00"]})", ""},
    {15, 60, R"("weekly": {"monday": ["10:00-11:00", "11:14-13:00"]})", "/weekly/monday/1/start"},
    // The last session counts, not the closing time: a second one does not fit before 12:10.
    {15, 60, R"("weekly": {"monday": ["10:00-12:10", "12:10-14:00"]})", ""},
    // Around the clock, a session of 30 minutes every 50: the last one from 23:20 to 23:50.
    {20, 30, R"("weekly": {"monday": ["00:00-24:00"], "tuesday": ["00:10-12:00"]})", ""},
    {20, 30, R"("weekly": {"monday": ["00:00-24:00"], "tuesday": ["00:09-12:00"]})",
     "/weekly/tuesday/0/start"},
    {20, 180, R"("weekly": {"sunday": ["22:00-01:00"], "monday": ["01:00-12:00"]})",
     "/weekly/monday/0/start"},
    {20, 180, R"("weekly": {"sunday": ["22:00-01:00"]},
        "custom_dates": [{"date": "2026-03-30", "hours": ["01:10-05:00"]}])",
     "/custom_dates/0/hours/0/start"},
    {20, 180, R"("weekly": {"tuesday": ["01:00-09:00"]},
        "custom_dates": [{"date": "2026-03-30", "hours": ["22:00-01:00"]}])",
     "/custom_dates/0/hours/0/end"},
};

TEST(Schedule, HoursLeaveTimeForTheTurnoverOfTheHoursBefore) {
    for (const auto& row : turnover_cases) {
        const std::string json = R"({"slot_interval_minutes": 5, "buffer_minutes": )" +
                                 std::to_string(row.buffer_minutes) + ", " + row.json + "}";
        const auto error = check_schedule(schedule(written_out(json)),
                                          std::chrono::minutes{row.duration_minutes}, "");
        EXPECT_EQ(error ? error->param : "", row.param) << row.json;
    }
}

}  // namespace
}  // namespace domain

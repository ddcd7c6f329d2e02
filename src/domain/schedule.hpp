// When an activity runs: opening hours, exceptions, and the distance between sessions. The one
// shape of a schedule; docs/explanation/schedules.md explains it with examples.
#pragma once

#include <array>
#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/civil.hpp"

namespace domain {

inline constexpr std::size_t hours_per_day_max = 8;
inline constexpr std::size_t custom_dates_max = 366;
inline constexpr std::size_t blocked_dates_max = 366;
inline constexpr std::size_t blocked_times_max = 366;
inline constexpr std::size_t block_reason_characters_max = 200;
inline constexpr int slot_interval_minutes_min = 5;
inline constexpr int slot_interval_minutes_max = 24 * 60;
inline constexpr int buffer_minutes_max = 8 * 60;
inline constexpr int booking_window_days_max = 730;

// From `start` to `end`, minutes since the midnight that begins the day: start < end, start below
// 24 hours, a length of at most 24 hours. An end of more than 24 hours lies on the next day.
struct Hours {
    std::chrono::minutes start;
    std::chrono::minutes end;

    friend bool operator==(const Hours&, const Hours&) = default;
};

// Replaces the weekday's hours on one date. No hours: closed.
struct CustomDate {
    CivilDate date;
    std::vector<Hours> hours;

    friend bool operator==(const CustomDate&, const CustomDate&) = default;
};

// No session runs while the clock at the venue shows these hours of `date`.
struct BlockedTime {
    CivilDate date;
    Hours hours;
    std::optional<std::string> reason;

    friend bool operator==(const BlockedTime&, const BlockedTime&) = default;
};

struct Schedule {
    std::array<std::vector<Hours>, 7> weekly;  // by weekday_index(); no hours: closed
    std::vector<CustomDate> custom_dates;      // one entry per date
    std::vector<CivilDate> blocked_dates;      // each once
    std::vector<BlockedTime> blocked_times;
    std::chrono::minutes slot_interval{0};  // from start to start, at least
    std::chrono::minutes buffer{0};         // turnover between two sessions, at least
    int booking_window_days = 60;           // bookable from today up to this many days ahead

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

// Reads a schedule strictly. `pointer` is the JSON pointer of `value` ("/schedule"). Errors:
// missing_field, unknown_field, invalid_field, with `param` at the member at fault. What comes back
// has no overlapping hours; whether it suits an activity is the question of check_schedule().
base::Result<Schedule> parse_schedule(const boost::json::value& value, const std::string& pointer);

// The same shape, with every member present and one spelling per value. parse_schedule() gives an
// equal schedule back.
boost::json::object schedule_to_json(const Schedule& schedule);

// Whether hours overlap the hours that precede them, on the same day or from the night before; part
// of parse_schedule(). Error: invalid_field with `param` below `pointer`.
std::optional<base::Error> check_overlaps(const Schedule& schedule, const std::string& pointer);

// Whether sessions of `duration` (above zero) fit: every range of hours takes at least one session,
// and the turnover after the last session of one range is over when the next range begins.
// Error: invalid_field with `param` below `pointer`. Ask again when the duration changes.
std::optional<base::Error> check_schedule(const Schedule& schedule, std::chrono::minutes duration,
                                          const std::string& pointer);

// The hours that begin on `date`: none where it is blocked, else those of the custom date, else
// those of the weekday.
const std::vector<Hours>& hours_on(const Schedule& schedule, CivilDate date);

// From the start of one session to the start of the next within the same hours: the slot interval,
// or the duration and the buffer where that is longer. Two sessions of an activity never overlap.
std::chrono::minutes slot_step(const Schedule& schedule, std::chrono::minutes duration);

}  // namespace domain

// Dates and times as calendars and wall clocks show them, of no particular time zone.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace domain {

// A day of the calendar, always a valid one. `date + std::chrono::days{1}` is the next day.
using CivilDate = std::chrono::local_days;

// What the clock on a wall shows. `date + 25h` is one o'clock of the next day. Only a TimeZone
// turns it into a base::Instant; the compiler refuses to mix the two.
using CivilTime = std::chrono::local_time<std::chrono::minutes>;

// Dates outside of these years are refused. date-tz reads the clock changes that tzdata lists, and
// tzdata lists them up to 2037 (docs/decisions/0005-civil-times.md).
inline constexpr int civil_year_min = 2000;
inline constexpr int civil_year_max = 2037;

inline constexpr std::chrono::minutes day_length = std::chrono::hours{24};

// Monday first, as ISO 8601 counts. The spelling in schedules.
inline constexpr std::array<std::string_view, 7> weekday_names = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

// Index into weekday_names.
constexpr std::size_t weekday_index(CivilDate date) {
    return std::chrono::weekday{date}.iso_encoding() - 1;
}

// Exactly "YYYY-MM-DD" and a day that exists, within the years above. nullopt otherwise.
std::optional<CivilDate> parse_date(std::string_view text);
std::string format_date(CivilDate date);

// Exactly "HH:MM", "00:00" to "24:00", as minutes since midnight. nullopt otherwise.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);
// Takes 0 to 24 hours.
std::string format_time_of_day(std::chrono::minutes since_midnight);

}  // namespace domain

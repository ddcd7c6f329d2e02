// Short ways to write dates, zones and schedules in tests. Each fails the test program loudly on a
// typing error.
#pragma once

#include <boost/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "domain/civil.hpp"
#include "domain/schedule.hpp"
#include "domain/slots.hpp"
#include "domain/time_zone.hpp"

namespace domain::test {

inline CivilDate day(std::string_view text) {
    return parse_date(text).value();
}

// "2026-03-29 10:00"
inline CivilTime wall(std::string_view text) {
    return day(text.substr(0, 10)) + parse_time_of_day(text.substr(11)).value();
}

inline std::string wall_text(CivilTime time) {
    const auto date = std::chrono::floor<std::chrono::days>(time);
    return format_date(date) + " " + format_time_of_day(time - date);
}

inline TimeZone zone(std::string_view name) {
    return TimeZone::find(name).value();
}

inline Schedule schedule(std::string_view json) {
    auto result = parse_schedule(boost::json::parse(json), "");
    if (!result) throw std::runtime_error(result.error().param + ": " + result.error().detail);
    return *result;
}

// A schedule with these hours on every day of the week.
inline Schedule every_day(std::string_view start, std::string_view end, int slot_interval_minutes,
                          int buffer_minutes = 0) {
    boost::json::object weekly;
    for (const auto name : weekday_names) {
        weekly[name] = boost::json::array{boost::json::object{{"start", start}, {"end", end}}};
    }
    const boost::json::object object{{"weekly", weekly},
                                     {"slot_interval_minutes", slot_interval_minutes},
                                     {"buffer_minutes", buffer_minutes}};
    return schedule(boost::json::serialize(object));
}

// The starts with their distance from UTC.
inline std::vector<std::string> starts(const SlotPlan& plan, const TimeZone& zone) {
    std::vector<std::string> texts;
    for (const auto& slot : plan.slots) texts.push_back(zone.format_iso(slot.start));
    return texts;
}

// "2026-03-29 01:00 clock_change"
inline std::vector<std::string> skips(const SlotPlan& plan) {
    std::vector<std::string> texts;
    for (const auto& skipped : plan.skipped) {
        texts.push_back(wall_text(skipped.local_start) + " " +
                        std::string(to_string(skipped.reason)));
    }
    return texts;
}

}  // namespace domain::test

// What follows from a schedule: the hours of a date, and whether ranges of hours get in each
// other's way.
#include "domain/schedule.hpp"

#include <algorithm>

namespace domain {
namespace {

using std::chrono::minutes;

// A range of hours and the one that follows it, both counted from the midnight of the first.
struct Neighbours {
    Hours before;
    Hours after;
    std::string
        pointer;  // the member of the second range, or of the first, that could be corrected
};

Hours on_next_day(const Hours& hours) {
    return {hours.start + day_length, hours.end + day_length};
}

void add_within_day(std::vector<Neighbours>& pairs, const std::vector<Hours>& day,
                    const std::string& pointer) {
    for (std::size_t i = 1; i < day.size(); ++i) {
        pairs.push_back({day[i - 1], day[i], pointer + "/" + std::to_string(i) + "/start"});
    }
}

void add_across_midnight(std::vector<Neighbours>& pairs, const std::vector<Hours>& day,
                         const std::vector<Hours>& next, const std::string& pointer) {
    if (day.empty() || next.empty()) return;
    pairs.push_back({day.back(), on_next_day(next.front()), pointer});
}

std::string weekday_pointer(std::size_t weekday) {
    return "/weekly/" + std::string(weekday_names[weekday]);
}

std::string custom_date_pointer(std::size_t index) {
    return "/custom_dates/" + std::to_string(index) + "/hours";
}

bool is_blocked(const Schedule& schedule, CivilDate date) {
    return std::ranges::find(schedule.blocked_dates, date) != schedule.blocked_dates.end();
}

// Every two ranges that can follow each other, with the pointer below the schedule.
std::vector<Neighbours> neighbours(const Schedule& schedule) {
    std::vector<Neighbours> pairs;
    for (std::size_t day = 0; day < schedule.weekly.size(); ++day) {
        const std::size_t next = (day + 1) % schedule.weekly.size();
        add_within_day(pairs, schedule.weekly[day], weekday_pointer(day));
        add_across_midnight(pairs, schedule.weekly[day], schedule.weekly[next],
                            weekday_pointer(next) + "/0/start");
    }
    for (std::size_t i = 0; i < schedule.custom_dates.size(); ++i) {
        const auto& [date, hours] = schedule.custom_dates[i];
        const std::string pointer = custom_date_pointer(i);
        add_within_day(pairs, hours, pointer);
        if (hours.empty() || is_blocked(schedule, date)) continue;
        add_across_midnight(pairs, hours_on(schedule, date - std::chrono::days{1}), hours,
                            pointer + "/0/start");
        add_across_midnight(pairs, hours, hours_on(schedule, date + std::chrono::days{1}),
                            pointer + "/" + std::to_string(hours.size() - 1) + "/end");
    }
    return pairs;
}

base::Error invalid(std::string detail, std::string pointer) {
    base::Error error;
    error.code = base::ErrorCode::invalid_field;
    error.detail = std::move(detail);
    error.param = std::move(pointer);
    return error;
}

std::string minutes_text(minutes count) {
    return std::to_string(count.count()) + " minutes";
}

std::optional<base::Error> check_length(const std::vector<Hours>& day, minutes duration,
                                        const std::string& pointer) {
    for (std::size_t i = 0; i < day.size(); ++i) {
        if (day[i].end - day[i].start < duration) {
            return invalid(
                "These hours are shorter than one session of " + minutes_text(duration) + ".",
                pointer + "/" + std::to_string(i) + "/end");
        }
    }
    return std::nullopt;
}

// When the last session within `hours` ends; the hours take at least one.
minutes last_end(const Hours& hours, minutes duration, minutes step) {
    const auto steps = (hours.end - hours.start - duration) / step;
    return hours.start + steps * step + duration;
}

}  // namespace

const std::vector<Hours>& hours_on(const Schedule& schedule, CivilDate date) {
    static const std::vector<Hours> closed;
    if (is_blocked(schedule, date)) return closed;
    const auto custom = std::ranges::find(schedule.custom_dates, date, &CustomDate::date);
    if (custom != schedule.custom_dates.end()) return custom->hours;
    return schedule.weekly[weekday_index(date)];
}

minutes slot_step(const Schedule& schedule, minutes duration) {
    return std::max(schedule.slot_interval, duration + schedule.buffer);
}

std::optional<base::Error> check_overlaps(const Schedule& schedule, const std::string& pointer) {
    for (const auto& pair : neighbours(schedule)) {
        if (pair.after.start < pair.before.end) {
            return invalid("Hours must not begin before the hours that precede them end.",
                           pointer + pair.pointer);
        }
    }
    return std::nullopt;
}

std::optional<base::Error> check_schedule(const Schedule& schedule, minutes duration,
                                          const std::string& pointer) {
    for (std::size_t day = 0; day < schedule.weekly.size(); ++day) {
        auto error = check_length(schedule.weekly[day], duration, pointer + weekday_pointer(day));
        if (error) return error;
    }
    for (std::size_t i = 0; i < schedule.custom_dates.size(); ++i) {
        auto error = check_length(schedule.custom_dates[i].hours, duration,
                                  pointer + custom_date_pointer(i));
        if (error) return error;
    }
    const minutes step = slot_step(schedule, duration);
    for (const auto& pair : neighbours(schedule)) {
        if (pair.after.start < last_end(pair.before, duration, step) + schedule.buffer) {
            return invalid("The last session of the hours before leaves less than the buffer of " +
                               minutes_text(schedule.buffer) + " until the next hours begin.",
                           pointer + pair.pointer);
        }
    }
    return std::nullopt;
}

}  // namespace domain

// A schedule as JSON: strict in, one spelling out.
#include <algorithm>
#include <boost/json.hpp>
#include <functional>

#include "base/fields.hpp"
#include "domain/schedule.hpp"

namespace domain {
namespace {

using std::chrono::minutes;

std::string date_rule() {
    return "Must be a date that exists, written \"YYYY-MM-DD\", from the years " +
           std::to_string(civil_year_min) + " to " + std::to_string(civil_year_max) + ".";
}

std::string_view text_of(const boost::json::value& value) {
    const auto* string = value.if_string();
    return string == nullptr ? std::string_view{}
                             : std::string_view(string->data(), string->size());
}

CivilDate read_date(base::Fields& fields) {
    const auto* value = fields.require("date");
    if (value == nullptr) return {};
    const auto date = parse_date(text_of(*value));
    if (!date) fields.refuse("date", base::ErrorCode::invalid_field, date_rule());
    return date.value_or(CivilDate{});
}

minutes read_time(base::Fields& fields, std::string_view name) {
    const auto* value = fields.require(name);
    if (value == nullptr) return {};
    const auto time = parse_time_of_day(text_of(*value));
    if (!time) {
        fields.refuse(name, base::ErrorCode::invalid_field,
                      "Must be a time of day, written \"HH:MM\".");
    }
    return time.value_or(minutes{0});
}

// An end that is not after the start means the next day: "20:00" to "02:00", "10:00" to "10:00".
Hours read_hours(base::Fields& fields) {
    Hours hours{read_time(fields, "start"), read_time(fields, "end")};
    if (hours.start == day_length) {
        fields.refuse("start", base::ErrorCode::invalid_field,
                      "Must be before \"24:00\", which is only an end.");
    }
    if (hours.end <= hours.start) hours.end += day_length;
    return hours;
}

// The members of the array `name`, each read by `read(value, pointer)`. An absent array is empty.
// No two members may have the same `key`.
template <class Item, class Read, class Key = std::identity>
std::vector<Item> read_list(base::Fields& fields, std::string_view name, std::size_t count_max,
                            Read read, Key key = {}) {
    std::vector<Item> items;
    const auto* value = fields.find(name);
    if (value == nullptr) return items;
    const auto* array = value->if_array();
    if (array == nullptr || array->size() > count_max) {
        fields.refuse(name, base::ErrorCode::invalid_field,
                      "Must be a list of at most " + std::to_string(count_max) + " entries.");
        return items;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        const std::string pointer = fields.pointer_to(name) + "/" + std::to_string(i);
        base::Result<Item> item = read((*array)[i], pointer);
        if (item && std::ranges::find(items, std::invoke(key, *item), key) != items.end()) {
            item = base::fail(base::ErrorCode::invalid_field,
                              "An earlier entry of the list says this already.", pointer);
        }
        if (!item) {
            fields.refuse(std::move(item.error()));
            return items;
        }
        items.push_back(std::move(*item));
    }
    return items;
}

base::Result<Hours> parse_hours(const boost::json::value& value, std::string pointer) {
    base::Fields fields(value, std::move(pointer));
    const Hours hours = read_hours(fields);
    if (auto fault = fields.finish()) return base::fail(std::move(*fault));
    return hours;
}

base::Result<CustomDate> parse_custom_date(const boost::json::value& value, std::string pointer) {
    base::Fields fields(value, std::move(pointer));
    CustomDate custom;
    custom.date = read_date(fields);
    fields.require("hours");
    custom.hours = read_list<Hours>(fields, "hours", hours_per_day_max, parse_hours);
    if (auto fault = fields.finish()) return base::fail(std::move(*fault));
    return custom;
}

base::Result<CivilDate> parse_blocked_date(const boost::json::value& value, std::string pointer) {
    if (const auto date = parse_date(text_of(value))) return *date;
    return base::fail(base::ErrorCode::invalid_field, date_rule(), std::move(pointer));
}

base::Result<BlockedTime> parse_blocked_time(const boost::json::value& value, std::string pointer) {
    base::Fields fields(value, std::move(pointer));
    BlockedTime blocked;
    blocked.date = read_date(fields);
    blocked.hours = read_hours(fields);
    blocked.reason = fields.optional_text("reason", {1, block_reason_characters_max});
    if (auto fault = fields.finish()) return base::fail(std::move(*fault));
    return blocked;
}

void read_weekly(base::Fields& fields, Schedule& schedule) {
    const auto* value = fields.require("weekly");
    if (value == nullptr) return;
    base::Fields weekly(*value, fields.pointer_to("weekly"));
    for (std::size_t day = 0; day < weekday_names.size(); ++day) {
        schedule.weekly[day] =
            read_list<Hours>(weekly, weekday_names[day], hours_per_day_max, parse_hours);
    }
    if (auto fault = weekly.finish()) fields.refuse(std::move(*fault));
}

void put_hours(boost::json::object& object, const Hours& hours) {
    object["start"] = format_time_of_day(hours.start);
    object["end"] = format_time_of_day(hours.end > day_length ? hours.end - day_length : hours.end);
}

boost::json::array to_json(const std::vector<Hours>& day) {
    boost::json::array list;
    for (const auto& hours : day) {
        boost::json::object object;
        put_hours(object, hours);
        list.push_back(std::move(object));
    }
    return list;
}

boost::json::object to_json(const BlockedTime& blocked) {
    boost::json::object object;
    object["date"] = format_date(blocked.date);
    put_hours(object, blocked.hours);
    if (blocked.reason) object["reason"] = *blocked.reason;
    return object;
}

}  // namespace

base::Result<Schedule> parse_schedule(const boost::json::value& value, const std::string& pointer) {
    base::Fields fields(value, pointer);
    Schedule schedule;
    read_weekly(fields, schedule);
    schedule.custom_dates = read_list<CustomDate>(fields, "custom_dates", custom_dates_max,
                                                  parse_custom_date, &CustomDate::date);
    schedule.blocked_dates =
        read_list<CivilDate>(fields, "blocked_dates", blocked_dates_max, parse_blocked_date);
    schedule.blocked_times =
        read_list<BlockedTime>(fields, "blocked_times", blocked_times_max, parse_blocked_time);
    schedule.slot_interval = minutes{fields.integer(
        "slot_interval_minutes", slot_interval_minutes_min, slot_interval_minutes_max)};
    schedule.buffer =
        minutes{fields.optional_integer("buffer_minutes", 0, buffer_minutes_max).value_or(0)};
    schedule.booking_window_days =
        static_cast<int>(fields.optional_integer("booking_window_days", 1, booking_window_days_max)
                             .value_or(schedule.booking_window_days));
    if (auto fault = fields.finish()) return base::fail(std::move(*fault));
    if (auto fault = check_overlaps(schedule, pointer)) return base::fail(std::move(*fault));
    return schedule;
}

boost::json::object schedule_to_json(const Schedule& schedule) {
    boost::json::object weekly;
    for (std::size_t day = 0; day < weekday_names.size(); ++day) {
        weekly[weekday_names[day]] = to_json(schedule.weekly[day]);
    }
    boost::json::array custom_dates;
    for (const auto& custom : schedule.custom_dates) {
        boost::json::object object;
        object["date"] = format_date(custom.date);
        object["hours"] = to_json(custom.hours);
        custom_dates.push_back(std::move(object));
    }
    boost::json::array blocked_dates;
    for (const auto date : schedule.blocked_dates) blocked_dates.emplace_back(format_date(date));
    boost::json::array blocked_times;
    for (const auto& blocked : schedule.blocked_times) blocked_times.push_back(to_json(blocked));
    boost::json::object object;
    object["weekly"] = std::move(weekly);
    object["custom_dates"] = std::move(custom_dates);
    object["blocked_dates"] = std::move(blocked_dates);
    object["blocked_times"] = std::move(blocked_times);
    object["slot_interval_minutes"] = schedule.slot_interval.count();
    object["buffer_minutes"] = schedule.buffer.count();
    object["booking_window_days"] = schedule.booking_window_days;
    return object;
}

}  // namespace domain

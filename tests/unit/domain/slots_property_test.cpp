// Random schedules against promises that hold for every schedule, and against a second, slower way
// to count their sessions. A failure prints its seed; TEST_SEED=<seed> starts with that one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "domain/slots.hpp"
#include "helpers.hpp"

namespace domain {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;

constexpr std::uint32_t cases = 500;

std::uint32_t first_seed() {
    const char* given = std::getenv("TEST_SEED");
    return given == nullptr ? std::random_device{}()
                            : static_cast<std::uint32_t>(std::stoul(given));
}

struct Case {
    const char* zone;
    CivilDate from;
    CivilDate to;
    minutes duration;
    Schedule schedule;
};

class Chance {
public:
    explicit Chance(std::uint32_t seed) : engine_(seed) {}

    int between(int min, int max) { return std::uniform_int_distribution<int>{min, max}(engine_); }
    bool one_in(int count) { return between(1, count) == 1; }
    // A multiple of five minutes, mostly, so that things touch often.
    minutes time(int max) { return minutes{one_in(4) ? between(0, max) : between(0, max / 5) * 5}; }

private:
    std::mt19937 engine_;
};

std::vector<Hours> random_hours(Chance& chance) {
    std::vector<Hours> day;
    minutes free_from{0};
    for (int count = chance.between(0, 3); count > 0; --count) {
        const Hours hours{free_from + chance.time(600), minutes{0}};
        if (hours.start >= day_length) break;
        day.push_back({hours.start, hours.start + 30min + chance.time(24 * 60 - 30)});
        if (chance.one_in(2)) day.back().end = std::min(day.back().end, day.back().start + 5h);
        free_from = day.back().end;
    }
    return day;
}

Schedule random_schedule(Chance& chance, CivilDate from, int length_days) {
    Schedule schedule;
    for (auto& hours : schedule.weekly) hours = random_hours(chance);
    schedule.slot_interval = 5min + chance.time(180);
    schedule.buffer = chance.one_in(2) ? 0min : chance.time(90);
    const auto date = [&] { return from + days{chance.between(-3, length_days + 3)}; };
    for (int count = chance.between(0, 2); count > 0; --count) {
        const auto custom = date();
        if (std::ranges::find(schedule.custom_dates, custom, &CustomDate::date) ==
            schedule.custom_dates.end()) {
            schedule.custom_dates.push_back({custom, random_hours(chance)});
        }
    }
    if (chance.one_in(2)) schedule.blocked_dates.push_back(date());
    for (int count = chance.between(0, 2); count > 0; --count) {
        const minutes start = chance.time(24 * 60 - 1);
        schedule.blocked_times.push_back(
            {date(), {start, start + 1min + chance.time(24 * 60 - 1)}, std::nullopt});
    }
    return schedule;
}

// A schedule that the program would accept, over two to twelve days around a change of 2026, or
// over days without one.
Case random_case(Chance& chance) {
    static const std::vector<std::pair<const char*, const char*>> places = {
        {"Europe/London", "2026-03-29"},       {"Europe/London", "2026-10-25"},
        {"America/New_York", "2026-03-08"},    {"America/New_York", "2026-11-01"},
        {"Australia/Lord_Howe", "2026-04-05"}, {"Australia/Lord_Howe", "2026-10-04"},
        {"Africa/Cairo", "2026-04-24"},        {"Africa/Cairo", "2026-10-29"},
        {"Asia/Tokyo", "2026-03-29"},          {"Europe/London", "2026-06-15"}};
    const auto& [zone, around] =
        places[static_cast<std::size_t>(chance.between(0, static_cast<int>(places.size()) - 1))];
    while (true) {
        const auto from = test::day(around) - days{chance.between(0, 6)};
        const auto to = test::day(around) + days{chance.between(1, 6)};
        const auto duration = 5min + chance.time(180);
        auto schedule = random_schedule(chance, from, static_cast<int>((to - from).count()));
        if (check_overlaps(schedule, "") || check_schedule(schedule, duration, "")) continue;
        return {zone, from, to, duration, std::move(schedule)};
    }
}

// The starts of the sessions as a wall clock that never changes would show them, found by walking
// over every minute.
std::vector<CivilTime> walk_minutes(const Case& c) {
    const CivilTime begin = c.from - days{3};
    const auto length = static_cast<std::size_t>((c.to + days{4} - begin) / 1min);
    std::vector<int> open(length, 0);  // the number of the range of hours, 0 while closed
    std::vector<bool> opening(length, false);
    std::vector<bool> blocked(length, false);
    const auto paint = [&](CivilDate date, const Hours& hours, auto mark) {
        for (auto at = hours.start; at < hours.end; ++at) {
            const auto index = (date + at - begin) / 1min;
            if (index >= 0 && static_cast<std::size_t>(index) < length) {
                mark(static_cast<std::size_t>(index));
            }
        }
    };
    int number = 0;
    for (auto date = c.from - days{3}; date <= c.to + days{2}; date += days{1}) {
        auto hours = c.schedule.weekly[weekday_index(date)];
        for (const auto& custom : c.schedule.custom_dates) {
            if (custom.date == date) hours = custom.hours;
        }
        for (const auto closed : c.schedule.blocked_dates) {
            if (closed != date) continue;
            hours.clear();
            paint(date, {0min, 24h}, [&](std::size_t i) { blocked[i] = true; });
        }
        for (const auto& time : c.schedule.blocked_times) {
            if (time.date != date) continue;
            paint(date, time.hours, [&](std::size_t i) { blocked[i] = true; });
        }
        for (const auto& range : hours) {
            ++number;
            paint(date, range, [&](std::size_t i) { open[i] = number; });
            opening[static_cast<std::size_t>((date + range.start - begin) / 1min)] = true;
        }
    }
    const auto fits = [&](std::size_t start) {
        for (auto i = start; i < start + static_cast<std::size_t>(c.duration.count()); ++i) {
            if (i >= length || open[i] != open[start] || blocked[i]) return false;
        }
        return true;
    };
    std::vector<CivilTime> found;
    std::size_t opened = 0;
    for (std::size_t i = 0; i < length; ++i) {
        if (opening[i]) opened = i;
        if (open[i] == 0 || minutes{i - opened} % slot_step(c.schedule, c.duration) != 0min)
            continue;
        const auto date = std::chrono::floor<days>(begin + minutes{i});
        if (date >= c.from && date <= c.to && fits(i)) found.push_back(begin + minutes{i});
    }
    return found;
}

bool changes_near(const TimeZone& zone, CivilDate date) {
    const auto start = zone.start_of_day(date - days{2});
    return zone.start_of_day(date + days{3}) - start != days{5};
}

template <class Entries>
std::vector<CivilTime> on_date(const Entries& entries, CivilDate date) {
    std::vector<CivilTime> times;
    for (const auto& entry : entries) {
        if (std::chrono::floor<days>(entry.local_start) == date) times.push_back(entry.local_start);
    }
    return times;
}

std::vector<CivilTime> on_date(const std::vector<CivilTime>& all, CivilDate date) {
    std::vector<CivilTime> times;
    for (const auto time : all) {
        if (std::chrono::floor<days>(time) == date) times.push_back(time);
    }
    return times;
}

// What holds on every day, whatever the clocks do.
void expect_promises(const Case& c, const TimeZone& zone, const SlotPlan& plan) {
    for (std::size_t i = 0; i < plan.slots.size(); ++i) {
        const auto& slot = plan.slots[i];
        EXPECT_EQ(slot.end - slot.start, c.duration);
        EXPECT_EQ(zone.civil_time(slot.start), slot.local_start);
        EXPECT_EQ(zone.instant_of(slot.local_start), slot.start);
        const auto date = std::chrono::floor<days>(slot.local_start);
        EXPECT_TRUE(date >= c.from && date <= c.to);
        if (i > 0) {
            EXPECT_GE(slot.start, plan.slots[i - 1].end + c.schedule.buffer);
        }
    }
}

// On the wall clock, every session lies within hours of its day or of the night before.
void expect_within_hours(const Case& c, const TimeZone& zone, const SlotPlan& plan) {
    for (const auto& slot : plan.slots) {
        const auto date = std::chrono::floor<days>(slot.local_start);
        bool within = false;
        for (const auto start_date : {date, date - days{1}}) {
            for (const auto& hours : hours_on(c.schedule, start_date)) {
                within |= slot.local_start >= start_date + hours.start &&
                          slot.local_start + c.duration <= start_date + hours.end &&
                          slot.end <= zone.instant_at_or_after(start_date + hours.end);
            }
        }
        EXPECT_TRUE(within) << test::wall_text(slot.local_start);
    }
}

// Day by day against the walk over the minutes: equal where no change is near; near one, sessions
// may be missing but each is reported with its reason, and none is added.
void expect_walked_minutes(const Case& c, const TimeZone& zone, const SlotPlan& plan) {
    const auto walked = walk_minutes(c);
    for (auto date = c.from; date <= c.to; date += days{1}) {
        const auto expected = on_date(walked, date);
        auto made = on_date(plan.slots, date);
        if (!changes_near(zone, date)) {
            EXPECT_EQ(made, expected) << format_date(date);
            continue;
        }
        const auto skipped = on_date(plan.skipped, date);
        made.insert(made.end(), skipped.begin(), skipped.end());
        std::ranges::sort(made);
        EXPECT_TRUE(std::ranges::includes(made, expected)) << format_date(date);
        EXPECT_EQ(std::ranges::adjacent_find(made), made.end()) << format_date(date);
    }
}

// Asked for day by day, the sessions are the same as asked for at once.
void expect_independent_of_range(const Case& c, const TimeZone& zone, const SlotPlan& plan) {
    std::vector<CivilTime> slots;
    std::vector<CivilTime> skipped;
    for (auto date = c.from; date <= c.to; date += days{1}) {
        const auto of_day = generate_slots(c.schedule, c.duration, zone, date, date);
        for (const auto& slot : of_day.slots) slots.push_back(slot.local_start);
        for (const auto& skip : of_day.skipped) skipped.push_back(skip.local_start);
    }
    std::vector<CivilTime> all;
    for (const auto& slot : plan.slots) all.push_back(slot.local_start);
    EXPECT_EQ(slots, all);
    all.clear();
    for (const auto& skip : plan.skipped) all.push_back(skip.local_start);
    EXPECT_EQ(skipped, all);
}

TEST(SlotsOfRandomSchedules, KeepEveryPromise) {
    const std::uint32_t start = first_seed();
    for (std::uint32_t i = 0; i < cases; ++i) {
        const std::uint32_t seed = start + i;
        Chance chance(seed);
        const Case c = random_case(chance);
        const std::string json = boost::json::serialize(schedule_to_json(c.schedule));
        SCOPED_TRACE("TEST_SEED=" + std::to_string(seed) + " " + c.zone + " " +
                     format_date(c.from) + " to " + format_date(c.to) + ", " +
                     std::to_string(c.duration.count()) + " minutes, " + json);
        const auto zone = test::zone(c.zone);
        const auto plan = generate_slots(c.schedule, c.duration, zone, c.from, c.to);
        expect_promises(c, zone, plan);
        expect_within_hours(c, zone, plan);
        expect_walked_minutes(c, zone, plan);
        expect_independent_of_range(c, zone, plan);
        if (HasFailure()) return;
    }
}

TEST(RandomSchedules, ComeBackFromTheirJson) {
    const std::uint32_t start = first_seed();
    for (std::uint32_t i = 0; i < cases; ++i) {
        Chance chance(start + i);
        const Case c = random_case(chance);
        SCOPED_TRACE("TEST_SEED=" + std::to_string(start + i));
        const auto read = parse_schedule(schedule_to_json(c.schedule), "");
        ASSERT_TRUE(read) << read.error().param;
        ASSERT_EQ(*read, c.schedule);
    }
}

}  // namespace
}  // namespace domain

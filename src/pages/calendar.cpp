// Days, weeks and what is free on them. No I/O.
#include "pages/calendar.hpp"

#include <algorithm>

namespace pages {
namespace {

using std::chrono::days;

constexpr days shown{14};

domain::CivilDate monday_of(domain::CivilDate date) {
    return date - days(domain::weekday_index(date));
}

}  // namespace

Window booking_window(const store::Activity& activity, const domain::TimeZone& zone,
                      base::Instant now) {
    Window window;
    window.first = zone.civil_date(now);
    window.last = window.first + days(activity.booking_window_days);
    return window;
}

PartyRange party_range(const store::Activity& activity, int spots_per_hold_max) {
    PartyRange range;
    range.min = activity.min_party;
    range.max =
        std::max(range.min, std::min({activity.max_party, activity.capacity, spots_per_hold_max}));
    return range;
}

Fit fit(const store::Session& session, const store::Activity& activity, int party) {
    if (session.capacity_remaining <= 0) return Fit::sold_out;
    if (activity.mode == domain::BookingMode::private_session) {
        return session.capacity_remaining < session.capacity_total ? Fit::sold_out : Fit::fits;
    }
    return session.capacity_remaining < party ? Fit::too_few_left : Fit::fits;
}

TwoWeeks two_weeks_of(domain::CivilDate date, const Window& window) {
    const auto origin = monday_of(window.first);
    const auto first = origin + shown * ((date - origin) / shown);
    TwoWeeks weeks;
    for (days offset{0}; offset < shown; ++offset) weeks.days.push_back(Day{first + offset});
    if (first > window.first) weeks.earlier = std::max(first - shown, window.first);
    if (first + shown <= window.last) weeks.later = first + shown;
    return weeks;
}

void count_sessions(TwoWeeks& weeks, const std::vector<store::Session>& sessions,
                    const domain::TimeZone& zone, const store::Activity& activity, int party) {
    for (const store::Session& session : sessions) {
        const auto offset = (zone.civil_date(session.start_time) - weeks.first()).count();
        Day& day = weeks.days.at(static_cast<std::size_t>(offset));
        ++day.times;
        if (fit(session, activity, party) == Fit::fits) ++day.free_times;
    }
}

std::vector<domain::CivilDate> months_of(const Window& window) {
    using std::chrono::months;
    const std::chrono::year_month_day first{window.first};
    std::vector<domain::CivilDate> result = {window.first};
    auto month = first.year() / first.month() + months(1);
    while (domain::CivilDate(month / 1) <= window.last) {
        result.push_back(domain::CivilDate(month / 1));
        month += months(1);
    }
    return result;
}

}  // namespace pages

// The days of an activity as the visitor sees them: two weeks at a time, inside the booking window.
#pragma once

#include <optional>
#include <vector>

#include "domain/civil.hpp"
#include "domain/time_zone.hpp"
#include "store/availability.hpp"
#include "store/embeds.hpp"

namespace pages {

// The days on which an activity can be booked, both included.
struct Window {
    domain::CivilDate first;
    domain::CivilDate last;

    bool contains(domain::CivilDate date) const { return first <= date && date <= last; }
};

// Today in the venue's calendar and as many days ahead as the activity sells.
Window booking_window(const store::Activity& activity, const domain::TimeZone& zone,
                      base::Instant now);

// The parties that can be chosen, both included.
struct PartyRange {
    int min = 1;
    int max = 1;
};

// What the activity takes, as far as one hold may take it. Never empty.
PartyRange party_range(const store::Activity& activity, int spots_per_hold_max);

// Why a party cannot take a session, or that it can.
enum class Fit { fits, too_few_left, sold_out };

// Whether this many people can take the session now: a private one as a whole, a shared one by the
// seat.
Fit fit(const store::Session& session, const store::Activity& activity, int party);

struct Day {
    domain::CivilDate date;
    int times = 0;       // sessions, sold out ones too
    int free_times = 0;  // that fit the party
};

// Two weeks, Monday to Sunday twice. `earlier` and `later` are days of the neighbouring two weeks
// where these have days of the window.
struct TwoWeeks {
    std::vector<Day> days;
    std::optional<domain::CivilDate> earlier;
    std::optional<domain::CivilDate> later;

    domain::CivilDate first() const { return days.front().date; }
    domain::CivilDate last() const { return days.back().date; }
};

// The two weeks that show `date`, without sessions yet. They are counted from the week of the
// window's first day, so that the grid stays where it is while days in it are chosen.
TwoWeeks two_weeks_of(domain::CivilDate date, const Window& window);

// Counts the sessions into their days.
void count_sessions(TwoWeeks& weeks, const std::vector<store::Session>& sessions,
                    const domain::TimeZone& zone, const store::Activity& activity, int party);

// The first day of each month in the window; the window's own first day for its first month.
std::vector<domain::CivilDate> months_of(const Window& window);

}  // namespace pages

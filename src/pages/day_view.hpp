// The page of an activity as values for its template: days, times and parties. No I/O.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "pages/calendar.hpp"
#include "pages/links.hpp"

namespace pages {

// What the builders below know of the page.
struct DayView {
    std::string embed_key;
    store::Activity activity;
    domain::TimeZone zone;
    Window window;
    PartyRange parties;
    Choice choice;
};

// {party}: the sizes to choose from.
boost::json::array party_values(const DayView& view);

// Every day of the two weeks, those with sessions as links.
boost::json::array days_values(const DayView& view, const TwoWeeks& weeks);

// Links to the months of the booking window.
boost::json::array months_values(const DayView& view);

// The sessions that begin on the chosen day.
boost::json::array times_values(const DayView& view, const std::vector<store::Session>& sessions);

// The first few days among these sessions, which all fit, as links.
boost::json::array next_days_values(const DayView& view,
                                    const std::vector<store::Session>& sessions);

}  // namespace pages

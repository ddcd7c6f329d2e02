// An activity of an embed, its venue and its prices, as pages show them.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "store/embeds.hpp"
#include "store/hold_lane.hpp"

namespace pages {

// nullptr: the embed does not offer it (any more).
const store::Activity* find_activity(const store::Embed& embed, const base::Uuid& id);

// The venue of one of the embed's activities.
const store::Venue& venue_of(const store::Embed& embed, const store::Activity& activity);

// name, tagline, description, duration, party, venue, address, price of the activity.
boost::json::object activity_values(const store::Embed& embed, const store::Activity& activity,
                                    const store::HoldRules& rules);

// "£22.00 each" or "£114.00 for the group".
std::string price_in_words(domain::BookingMode mode, std::int64_t price_minor,
                           const std::string& currency);

}  // namespace pages

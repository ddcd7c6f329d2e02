// An activity of an embed, its venue and its prices, as pages show them.
#include "pages/offer.hpp"

#include <algorithm>
#include <stdexcept>

#include "pages/calendar.hpp"
#include "pages/words.hpp"

namespace pages {

const store::Activity* find_activity(const store::Embed& embed, const base::Uuid& id) {
    const auto found =
        std::find_if(embed.activities.begin(), embed.activities.end(),
                     [&](const store::Activity& activity) { return activity.id == id; });
    return found == embed.activities.end() ? nullptr : &*found;
}

const store::Venue& venue_of(const store::Embed& embed, const store::Activity& activity) {
    const auto found =
        std::find_if(embed.venues.begin(), embed.venues.end(),
                     [&](const store::Venue& venue) { return venue.id == activity.venue_id; });
    if (found == embed.venues.end()) throw std::logic_error("an activity without its venue");
    return *found;
}

boost::json::object activity_values(const store::Embed& embed, const store::Activity& activity,
                                    const store::HoldRules& rules) {
    const store::Venue& venue = venue_of(embed, activity);
    const PartyRange party = party_range(activity, rules.spots_per_hold_max);
    boost::json::object values;
    values["name"] = activity.name;
    values["tagline"] = activity.tagline;
    values["description"] = activity.description;
    values["duration"] = duration_in_words(std::chrono::minutes(activity.duration_minutes));
    values["party"] = people_in_words(party.min, party.max);
    values["is_private"] = activity.mode == domain::BookingMode::private_session;
    values["price"] = price_in_words(activity.mode, activity.price_minor, activity.currency);
    values["venue"] = venue.name;
    values["address"] = venue.address;
    return values;
}

std::string price_in_words(domain::BookingMode mode, std::int64_t price_minor,
                           const std::string& currency) {
    if (price_minor == 0) return "Free of charge";
    return money_in_words(price_minor, currency) +
           (mode == domain::BookingMode::private_session ? " for the group" : " per person");
}

}  // namespace pages

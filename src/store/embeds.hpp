// What an embed shows: the organization behind its key, its venues and activities.
// sql/queries/embeds.sql.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "domain/states.hpp"
#include "store/context.hpp"

namespace store {

struct Organization {
    base::Uuid id;
    std::string name;
    std::string slug;
    std::string currency;
    std::string primary_color;  // "#rrggbb"
};

struct Venue {
    base::Uuid id;
    std::string name;
    std::string address;
    std::string time_zone;
};

struct Activity {
    base::Uuid id;
    base::Uuid venue_id;
    std::string name;
    std::string slug;
    std::string tagline;
    std::string description;
    int duration_minutes = 0;
    int capacity = 0;
    domain::BookingMode mode = domain::BookingMode::shared;
    int min_party = 1;
    int max_party = 1;
    std::int64_t price_minor = 0;  // a seat where shared, the session where private
    std::string currency;
    int booking_cutoff_minutes = 0;
    int booking_window_days = 0;
    // Ticket types, deposit and cancellation policy, as the API spells them.
    boost::json::object offer;
};

struct Embed {
    Organization organization;
    std::vector<Venue> venues;
    std::vector<Activity> activities;
    // What the organization takes: pay_at_venue, stripe, test; the usual one first.
    std::vector<std::string> payment_methods;
};

// The embed of the context's visitor, in one round trip. embed_not_found where its key is not
// active.
base::Task<base::Result<Embed>> read_embed(Context context);

struct AllowedDomains {
    base::Uuid organization_id;
    boost::json::array domains;  // none: every site
};

// The sites that may show the embed of the context's visitor. embed_not_found as above.
base::Task<base::Result<AllowedDomains>> read_allowed_domains(Context context);

}  // namespace store

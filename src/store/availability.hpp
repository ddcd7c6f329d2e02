// Sessions that visitors can book. sql/queries/availability.sql.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"

namespace store {

struct Session {
    base::Uuid id;
    base::Uuid activity_id;
    base::Instant start_time;
    base::Instant end_time;
    int capacity_total = 0;
    int capacity_remaining = 0;
    std::int64_t version = 0;
    std::int64_t price_minor = 0;
    std::string currency;
};

struct AvailabilityQuestion {
    base::Uuid activity_id;
    std::string from;  // venue-local dates, "2026-03-29", both included
    std::string to;
    std::optional<int> spots;  // only sessions that take a party of this size
};

struct Availability {
    base::Uuid organization_id;
    std::string time_zone;  // of the venue
    std::vector<Session> sessions;
};

// embed_not_found | activity_not_found.
base::Task<base::Result<Availability>> list_availability(Context context,
                                                         AvailabilityQuestion question);

// The organization of the visitor, where the activity is one that they see. embed_not_found |
// activity_not_found.
base::Task<base::Result<base::Uuid>> find_activity_organization(Context context,
                                                                base::Uuid activity_id);

struct ZonedSession {
    Session session;
    std::string time_zone;
};

// One open session of the visitor's organization. session_not_found also where it is closed.
base::Task<base::Result<ZonedSession>> read_session(Context context, base::Uuid session_id);

}  // namespace store

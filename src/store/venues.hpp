// Venues of an organization, for its staff. sql/functions/45_venues.sql.
#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

struct NewVenue {
    base::Uuid id;
    std::string name;
    std::string slug;
    std::string address;
    std::string time_zone;
};

// What is nothing stays as it is.
struct VenueChange {
    std::optional<std::string> name;
    std::optional<std::string> slug;
    std::optional<std::string> address;
    std::optional<std::string> time_zone;
    std::optional<bool> is_active;
};

base::Task<base::Result<Outcome>> list_venues(Context context, int limit,
                                              std::optional<base::Uuid> starting_after);

// venue_not_found.
base::Task<base::Result<Outcome>> read_venue(Context context, base::Uuid id);

// permission_denied | idempotency_key_reused | already_exists.
base::Task<base::Result<Outcome>> create_venue(Context context, NewVenue venue,
                                               Idempotency idempotency);

// permission_denied | venue_not_found | precondition_failed | already_exists.
base::Task<base::Result<Outcome>> update_venue(Context context, base::Uuid id,
                                               std::int64_t expected_version, VenueChange change);

}  // namespace store

// Venues of an organization, for its staff.
#pragma once

#include "services/staff.hpp"
#include "store/venues.hpp"

namespace services {

base::Task<base::Result<store::Outcome>> list_venues(Context context, Staff staff, int limit,
                                                     std::optional<base::Uuid> starting_after);

// venue_not_found.
base::Task<base::Result<store::Outcome>> read_venue(Context context, Staff staff, base::Uuid id);

// `venue` without an id. permission_denied | idempotency_key_reused | already_exists.
base::Task<base::Result<store::Outcome>> create_venue(Context context, Staff staff,
                                                      store::NewVenue venue,
                                                      store::Idempotency idempotency);

// Where the time zone changes or the venue opens again, its sessions are made anew at once.
// permission_denied | venue_not_found | precondition_failed | already_exists.
base::Task<base::Result<store::Outcome>> update_venue(Context context, Staff staff, base::Uuid id,
                                                      std::int64_t expected_version,
                                                      store::VenueChange change);

}  // namespace services

// Activities of an organization, for its staff. sql/functions/46_activities.sql.
#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"
#include "store/sessions.hpp"

namespace store {

// What is nothing stays as it is.
struct ActivityChange {
    std::optional<std::string> name;
    std::optional<std::string> slug;
    std::optional<std::string> tagline;
    std::optional<std::string> description;
    std::optional<std::int64_t> duration_minutes;
    std::optional<std::int64_t> capacity;
    std::optional<std::int64_t> min_party;
    std::optional<std::int64_t> max_party;
    std::optional<std::int64_t> price_minor;
    std::optional<std::int64_t> booking_cutoff_minutes;
    std::optional<std::string> schedule;  // JSON
    std::optional<bool> is_active;
    // Deposit and cancellation policy, by their columns; of an activity that is there.
    boost::json::object terms;
};

struct NewActivity {
    base::Uuid id;
    base::Uuid venue_id;
    std::string mode;       // "shared" or "private"
    ActivityChange values;  // all but is_active
    std::string time_zone;  // of the venue, for which the sessions were planned
};

// What sessions of an activity are made from.
struct SessionBasis {
    std::string time_zone;
    std::string currency;
    std::int64_t schedule_version = 0;  // of an activity that is there
    boost::json::object activity;       // its document, empty otherwise
};

// Of one venue, unless that is nothing. permission_denied.
base::Task<base::Result<Outcome>> list_activities(Context context,
                                                  std::optional<base::Uuid> venue_id, int limit,
                                                  std::optional<base::Uuid> starting_after);

// permission_denied | activity_not_found.
base::Task<base::Result<Outcome>> read_activity(Context context, base::Uuid id);

// Of an activity, or of one that would be at a venue, for who has the permission.
// permission_denied | activity_not_found | venue_not_found.
base::Task<base::Result<SessionBasis>> read_session_basis(Context context,
                                                          std::optional<base::Uuid> activity_id,
                                                          std::optional<base::Uuid> venue_id,
                                                          std::string permission);

// Makes the activity with these sessions. permission_denied | idempotency_key_reused |
// venue_not_found | version_mismatch | already_exists.
base::Task<base::Result<Outcome>> create_activity(Context context, NewActivity activity,
                                                  WantedSessions sessions, Idempotency idempotency);

// Changes the activity, and its sessions where there are some to follow, planned from this basis.
// permission_denied | activity_not_found | precondition_failed | version_mismatch | already_exists.
base::Task<base::Result<Outcome>> update_activity(Context context, base::Uuid id,
                                                  std::int64_t expected_version,
                                                  ActivityChange change, SessionBasis basis,
                                                  std::optional<WantedSessions> sessions);

// Which sessions of the activity before `to` would be conflicts with what is wanted. Changes
// nothing. permission_denied | activity_not_found.
base::Task<base::Result<Outcome>> preview_conflicts(Context context, base::Uuid activity_id,
                                                    base::Instant to, WantedSessions sessions);

}  // namespace store

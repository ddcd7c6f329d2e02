// Sessions as staff see and change them. sql/functions/61_staff_sessions.sql.
#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

// What is nothing does not filter. Days are those of the venue's calendar, both included.
struct SessionFilter {
    std::optional<base::Uuid> activity_id;
    std::optional<base::Uuid> venue_id;
    std::optional<std::string> from_date;
    std::optional<std::string> to_date;
    std::optional<bool> is_closed;
};

// By time. permission_denied | invalid_field, where no session has the id starting_after.
base::Task<base::Result<Outcome>> list_sessions(Context context, SessionFilter filter, int limit,
                                                std::optional<base::Uuid> starting_after);

// permission_denied | session_not_found.
base::Task<base::Result<Outcome>> read_staff_session(Context context, base::Uuid id);

// Stops the sale (reason "closed_by_hand" or "blocked"), or resumes it (nothing).
// permission_denied | idempotency_key_reused | session_not_found | invalid_transition.
base::Task<base::Result<Outcome>> staff_set_session_closed(Context context, base::Uuid id,
                                                           std::optional<std::string> reason,
                                                           std::string note,
                                                           Idempotency idempotency);

// permission_denied | idempotency_key_reused | session_not_found | invalid_transition |
// version_mismatch | invalid_spots.
base::Task<base::Result<Outcome>> staff_resize_session(Context context, base::Uuid id,
                                                       std::int64_t capacity_total,
                                                       std::optional<std::int64_t> expected_version,
                                                       Idempotency idempotency);

}  // namespace store

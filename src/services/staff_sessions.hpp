// Sessions as staff see and change them.
#pragma once

#include "services/staff.hpp"
#include "store/staff_sessions.hpp"

namespace services {

// By time. invalid_field, where no session has the id starting_after.
base::Task<base::Result<store::Outcome>> list_sessions(Context context, Staff staff,
                                                       store::SessionFilter filter, int limit,
                                                       std::optional<base::Uuid> starting_after);

// session_not_found.
base::Task<base::Result<store::Outcome>> read_session(Context context, Staff staff, base::Uuid id);

// Stops the sale of a session (reason "closed_by_hand" or "blocked"), or resumes it without a
// reason. idempotency_key_reused | session_not_found | invalid_transition.
base::Task<base::Result<store::Outcome>> set_session_closed(Context context, Staff staff,
                                                            base::Uuid id,
                                                            std::optional<std::string> reason,
                                                            std::string note,
                                                            store::Idempotency idempotency);

// idempotency_key_reused | session_not_found | invalid_transition | version_mismatch |
// invalid_spots.
base::Task<base::Result<store::Outcome>> resize_session(
    Context context, Staff staff, base::Uuid id, std::int64_t capacity_total,
    std::optional<std::int64_t> expected_version, store::Idempotency idempotency);

}  // namespace services

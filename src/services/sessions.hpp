// Making sessions from schedules, and what operators do to them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "domain/slots.hpp"
#include "services/context.hpp"
#include "store/sessions.hpp"

namespace services {

// The store's view of work that the program does for itself.
store::Context as_engine(const Context& context);

// What a schedule makes of the days from today to `horizon_days` ahead, in the venue's calendar,
// without what already began. The faults of parse_schedule and check_schedule, with `param` below
// "".
base::Result<domain::SlotPlan> plan_sessions(const store::ActivitySchedule& activity,
                                             base::Instant now, int horizon_days);

// The same with an id for each session, as the store takes it.
base::Result<store::WantedSessions> wanted_sessions(const store::ActivitySchedule& activity,
                                                    base::Instant now, int horizon_days);

// Brings the sessions of one activity in line with its schedule. version_mismatch where the
// schedule changed meanwhile: the caller comes back.
base::Task<base::Result<store::SessionChanges>> generate_sessions(Context context,
                                                                  store::ActivitySchedule activity,
                                                                  int horizon_days);

// Checks and stores a schedule, then brings the sessions in line. activity_not_found | the faults
// of the schedule | version_mismatch.
base::Task<base::Result<store::SessionChanges>> change_schedule(Context context,
                                                                base::Uuid activity_id,
                                                                std::string schedule,
                                                                int horizon_days);

// Stops the sale of a session, or resumes it without a reason. session_not_found |
// invalid_transition.
base::Task<base::Result<store::SessionState>> close_session(Context context, base::Uuid session_id,
                                                            std::optional<std::string> reason,
                                                            std::string note);

// session_not_found | invalid_transition | invalid_spots where more seats are taken.
base::Task<base::Result<store::SessionState>> resize_session(Context context, base::Uuid session_id,
                                                             int capacity_total);

// Why a session cannot have so many seats, from the numbers of the refusal.
std::string refusal_to_resize(const base::Error& error);

}  // namespace services

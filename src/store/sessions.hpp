// Sessions as their makers see them: generation from schedules, closing, resizing.
// sql/queries/sessions.sql.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"

namespace store {

// What the sessions of an activity are made from.
struct ActivitySchedule {
    base::Uuid organization_id;
    base::Uuid activity_id;
    int duration_minutes = 0;
    std::string schedule;  // JSON
    std::int64_t schedule_version = 0;
    std::string time_zone;
};

// Activities whose sessions are not made as their schedule says, or not for `horizon_days` from
// today in their venue's calendar; at most `count_max`, of one venue or of all.
base::Task<base::Result<std::vector<ActivitySchedule>>> list_activities_to_generate(
    Context context, int horizon_days, int count_max, std::optional<base::Uuid> venue_id = {});

// activity_not_found.
base::Task<base::Result<ActivitySchedule>> read_activity_schedule(Context context,
                                                                  base::Uuid activity_id);

// Replaces the schedule if it still has this version, and gives the new version. version_mismatch.
base::Task<base::Result<std::int64_t>> update_activity_schedule(Context context,
                                                                base::Uuid activity_id,
                                                                std::int64_t version,
                                                                std::string schedule);

struct SessionTimes {
    base::Uuid id;  // for a new session
    base::Instant start_time;
    base::Instant end_time;
};

// The sessions that a schedule makes.
struct WantedSessions {
    base::Instant from;      // what starts before stays as it is
    std::string until_date;  // the last day that was looked at, in the venue's calendar
    std::vector<SessionTimes> sessions;
};

// Adds them in the order in which the functions of SQL take them: from, until, ids, starts, ends.
void add_wanted(pg::Params& params, const WantedSessions& wanted);

// A session that a schedule could not change, because people hold or booked seats.
struct SessionConflict {
    std::optional<base::Uuid>
        session_id;  // nothing: a new session that another one keeps from existing
    base::Instant start_time;
    std::string reason;  // of app.sync_sessions
};

struct SessionChanges {
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t removed = 0;
    std::vector<SessionConflict> conflicts;
};

// Makes the sessions what `wanted` says (app.sync_sessions). version_mismatch where the schedule
// changed meanwhile.
base::Task<base::Result<SessionChanges>> sync_sessions(Context context, ActivitySchedule activity,
                                                       WantedSessions wanted);

// The organization of a session. session_not_found.
base::Task<base::Result<base::Uuid>> find_session_organization(Context context,
                                                               base::Uuid session_id);

struct SessionState {
    base::Uuid id;
    base::Instant start_time;
    int capacity_total = 0;
    int capacity_remaining = 0;
    std::int64_t version = 0;
    bool is_closed = false;
};

// Stops the sale (reason "closed_by_hand" or "blocked"), or resumes it (nothing).
// session_not_found | invalid_transition.
base::Task<base::Result<SessionState>> set_session_closed(Context context,
                                                          base::Uuid organization_id,
                                                          base::Uuid session_id,
                                                          std::optional<std::string> reason,
                                                          std::string note);

// Gives the session another number of seats. session_not_found | invalid_transition |
// invalid_spots where more are taken.
base::Task<base::Result<SessionState>> resize_session(Context context, base::Uuid organization_id,
                                                      base::Uuid session_id, int capacity_total);

}  // namespace store

// Activities of an organization, for its staff: what they edit, and which sessions a schedule
// makes.
#pragma once

#include "domain/schedule.hpp"
#include "domain/slots.hpp"
#include "domain/time_zone.hpp"
#include "services/staff.hpp"
#include "store/activities.hpp"

namespace services {

struct ActivityInput {
    base::Uuid venue_id;
    std::string mode;  // "shared" or "private"
    // All but is_active and the schedule; absent limits of the party are 1 and the capacity.
    store::ActivityChange values;
    domain::Schedule schedule;
    std::optional<std::string> currency;  // has to be the organization's, where it is given
};

struct ActivityEdit {
    store::ActivityChange values;  // all but the schedule
    std::optional<domain::Schedule> schedule;
    std::optional<std::string> currency;
};

base::Task<base::Result<store::Outcome>> list_activities(Context context, Staff staff,
                                                         std::optional<base::Uuid> venue_id,
                                                         int limit,
                                                         std::optional<base::Uuid> starting_after);

// activity_not_found.
base::Task<base::Result<store::Outcome>> read_activity(Context context, Staff staff, base::Uuid id);

// The activity with its sessions, made in one transaction. venue_not_found | invalid_field: the
// parts do not fit each other | idempotency_key_reused | version_mismatch | already_exists.
base::Task<base::Result<store::Outcome>> create_activity(Context context, Staff staff,
                                                         ActivityInput input,
                                                         store::Idempotency idempotency);

// The edited activity; where what sessions are made from has changed, they follow in the same
// transaction, and `sessions` of the document says how. activity_not_found | precondition_failed |
// invalid_field | version_mismatch | already_exists.
base::Task<base::Result<store::Outcome>> update_activity(Context context, Staff staff,
                                                         base::Uuid id,
                                                         std::int64_t expected_version,
                                                         ActivityEdit edit);

// Of an activity as it is, or with another schedule or duration; or of one that would be at a
// venue, which needs both.
struct PreviewInput {
    std::optional<base::Uuid> activity_id;
    std::optional<base::Uuid> venue_id;
    std::optional<domain::Schedule> schedule;
    std::optional<std::int64_t> duration_minutes;
    std::optional<domain::CivilDate> from;  // today, unless given
    int days = 14;
};

struct Preview {
    domain::TimeZone zone;
    domain::SlotPlan plan;
    boost::json::object conflicts;  // `conflict_count` and `conflicts`
};

// The sessions that would be made, and their conflicts with those that somebody has. Changes
// nothing. activity_not_found | venue_not_found | invalid_field.
base::Task<base::Result<Preview>> preview_activity(Context context, Staff staff,
                                                   PreviewInput input);

}  // namespace services

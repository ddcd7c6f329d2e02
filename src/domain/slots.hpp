// From a schedule to the sessions of a range of days.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/civil.hpp"
#include "domain/schedule.hpp"
#include "domain/time_zone.hpp"

namespace domain {

struct Slot {
    base::Instant start;
    base::Instant end;      // start + duration, in real time
    CivilTime local_start;  // what the clock at the venue shows at the start
};

// Why a slot of the schedule is not offered.
enum class SkipReason {
    clock_change,        // the clock at the venue never shows this time
    blocked,             // a blocked time or date
    ends_after_closing,  // a clock change on the way makes the session end after closing time
    too_close,           // begins before the previous session and its turnover are over
};

std::string_view to_string(SkipReason reason);

struct SkippedSlot {
    CivilTime local_start;
    SkipReason reason;
};

// Both sorted by time.
struct SlotPlan {
    std::vector<Slot> slots;
    std::vector<SkippedSlot> skipped;
};

// Every session that starts on a local date from `from` to `to`, both included. The sessions of a
// night past midnight therefore fall on two dates, and the hours of the day before `from` count
// too. The result for a date does not depend on the range asked for. `schedule` has passed
// check_schedule() with this `duration`.
SlotPlan generate_slots(const Schedule& schedule, std::chrono::minutes duration,
                        const TimeZone& zone, CivilDate from, CivilDate to);

}  // namespace domain

// Makes sessions out of hours: first the times of the wall clock, the same on every day with the
// same hours, then what a clock change or a block takes away. Nothing is ever moved or added.
#include "domain/slots.hpp"

#include <algorithm>

namespace domain {
namespace {

using base::Instant;
using std::chrono::days;
using std::chrono::minutes;

// Hours reach at most into the day after, and their sessions may hold up the first session of the
// day after that.
constexpr days lookback{2};

struct Block {
    Instant start;
    Instant end;
};

// Everything that is blocked, sorted and without overlaps.
std::vector<Block> blocks_of(const Schedule& schedule, const TimeZone& zone) {
    std::vector<Block> blocks;
    const auto add = [&](CivilDate date, minutes start, minutes end) {
        blocks.push_back(
            {zone.instant_at_or_after(date + start), zone.instant_at_or_after(date + end)});
    };
    for (const auto date : schedule.blocked_dates) add(date, minutes{0}, day_length);
    for (const auto& time : schedule.blocked_times) {
        add(time.date, time.hours.start, time.hours.end);
    }
    std::ranges::sort(blocks, {}, &Block::start);
    std::vector<Block> merged;
    for (const auto& block : blocks) {
        if (merged.empty() || merged.back().end < block.start) {
            merged.push_back(block);
        } else {
            merged.back().end = std::max(merged.back().end, block.end);
        }
    }
    return merged;
}

bool is_blocked(const std::vector<Block>& blocks, Instant start, Instant end) {
    const auto next = std::ranges::upper_bound(blocks, start, {}, &Block::end);
    return next != blocks.end() && next->start < end;
}

}  // namespace

std::string_view to_string(SkipReason reason) {
    switch (reason) {
        case SkipReason::clock_change:
            return "clock_change";
        case SkipReason::blocked:
            return "blocked";
        case SkipReason::ends_after_closing:
            return "ends_after_closing";
        case SkipReason::too_close:
            return "too_close";
    }
    return "blocked";
}

SlotPlan generate_slots(const Schedule& schedule, minutes duration, const TimeZone& zone,
                        CivilDate from, CivilDate to) {
    const minutes step = slot_step(schedule, duration);
    const auto blocks = blocks_of(schedule, zone);
    SlotPlan plan;
    Instant free_from = Instant::min();
    const auto place = [&](CivilTime local_start,
                           Instant closing) -> tl::expected<Slot, SkipReason> {
        const auto start = zone.instant_of(local_start);
        if (!start) return tl::unexpected(SkipReason::clock_change);
        const Instant end = *start + duration;
        if (is_blocked(blocks, *start, end)) return tl::unexpected(SkipReason::blocked);
        if (end > closing) return tl::unexpected(SkipReason::ends_after_closing);
        if (*start < free_from) return tl::unexpected(SkipReason::too_close);
        return Slot{*start, end, local_start};
    };
    for (CivilDate day = from - lookback; day <= to; day += days{1}) {
        for (const Hours& hours : hours_on(schedule, day)) {
            const Instant closing = zone.instant_at_or_after(day + hours.end);
            for (minutes at = hours.start; at + duration <= hours.end; at += step) {
                const CivilTime local_start = day + at;
                const auto slot = place(local_start, closing);
                if (slot) free_from = slot->end + schedule.buffer;
                const auto date = std::chrono::floor<days>(local_start);
                if (date < from || date > to) continue;
                if (slot) {
                    plan.slots.push_back(*slot);
                } else {
                    plan.skipped.push_back({local_start, slot.error()});
                }
            }
        }
    }
    return plan;
}

}  // namespace domain

// How far visitors of each embed come: how many looked, chose a day and a time, went to pay,
// booked. Counts only; nothing of a visitor is kept (docs/how-to/embed.md).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "services/staff.hpp"
#include "store/funnel.hpp"

namespace services {

inline constexpr std::array<std::string_view, 5> funnel_steps = {"view", "date", "time", "checkout",
                                                                 "booked"};

// What this node has counted and not yet told the database, so that a rush of visitors is one
// statement every few seconds. What a node that crashes has not told is lost: these are counts for
// an impression, not money. All threads count in one.
class Funnel {
public:
    // One visit came to this step, one of funnel_steps.
    void count(const std::string& embed_key, std::string_view step);

    // Tells the database what was counted since the last time. What it does not take is counted
    // with the next.
    base::Task<base::Result<void>> save(Context context);

private:
    using Counts = std::map<std::pair<std::string, std::string_view>, std::int64_t>;

    std::mutex mutex_;
    Counts counts_;
};

// permission_denied | embed_not_found.
base::Task<base::Result<store::Outcome>> read_funnel(Context context, Staff staff,
                                                     base::Uuid embed_id, int days);

}  // namespace services

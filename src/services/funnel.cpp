// How far visitors of each embed come.
#include "services/funnel.hpp"

#include <algorithm>

#include "services/sessions.hpp"

namespace services {

void Funnel::count(const std::string& embed_key, std::string_view step) {
    // The step's own text, which stays.
    const auto known = std::find(funnel_steps.begin(), funnel_steps.end(), step);
    const std::lock_guard lock(mutex_);
    ++counts_[{embed_key, *known}];
}

base::Task<base::Result<void>> Funnel::save(Context context) {
    Counts counts;
    {
        const std::lock_guard lock(mutex_);
        counts.swap(counts_);
    }
    if (counts.empty()) co_return base::Result<void>();
    boost::json::array told;
    for (const auto& [place, visits] : counts) {
        boost::json::object count;
        count["embed_key"] = place.first;
        count["step"] = place.second;
        count["visits"] = visits;
        told.push_back(std::move(count));
    }
    auto saved = co_await store::count_funnel_steps(as_engine(context), std::move(told));
    if (!saved) {
        const std::lock_guard lock(mutex_);
        for (const auto& [place, visits] : counts) counts_[place] += visits;
    }
    co_return saved;
}

base::Task<base::Result<store::Outcome>> read_funnel(Context context, Staff staff,
                                                     base::Uuid embed_id, int days) {
    co_return co_await store::read_funnel(as_staff(context, staff), embed_id, days);
}

}  // namespace services

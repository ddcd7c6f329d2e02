// Keeps a rolling horizon of sessions. Safe to run anywhere, any number of times: generation is
// idempotent, and two nodes that do the same activity wait for each other on its row.
#include "base/text.hpp"
#include "jobs/jobs.hpp"
#include "obs/log.hpp"
#include "services/sessions.hpp"
#include "store/sessions.hpp"

namespace jobs {
namespace {

constexpr int activities_per_round_max = 100;

void log_changes(const store::ActivitySchedule& activity, const store::SessionChanges& changes) {
    const std::string activity_id = base::to_string(activity.activity_id);
    obs::log(obs::Level::info, "sessions_generated",
             {{"activity_id", activity_id},
              {"inserted", changes.inserted},
              {"updated", changes.updated},
              {"removed", changes.removed},
              {"conflicts", static_cast<std::int64_t>(changes.conflicts.size())}});
    for (const store::SessionConflict& conflict : changes.conflicts) {
        obs::log(obs::Level::warn, "schedule_conflict",
                 {{"activity_id", activity_id},
                  {"start_time", base::to_iso(conflict.start_time)},
                  {"reason", conflict.reason}});
    }
}

}  // namespace

base::Task<base::Result<Round>> generate_sessions(services::Context context, int horizon_days) {
    const auto activities = co_await store::list_activities_to_generate(
        services::as_engine(context), horizon_days, activities_per_round_max);
    if (!activities) co_return base::fail(activities.error());
    bool all_done = true;
    for (const store::ActivitySchedule& activity : *activities) {
        context.deadline = base::deadline_in(std::chrono::seconds(30));
        const auto changes = co_await services::generate_sessions(context, activity, horizon_days);
        if (changes) {
            log_changes(activity, *changes);
            continue;
        }
        // One bad schedule keeps no other activity from its sessions.
        all_done = false;
        obs::log(obs::Level::error, "sessions_not_generated",
                 {{"activity_id", base::to_string(activity.activity_id)},
                  {"code", std::string(base::to_string(changes.error().code))},
                  {"param", changes.error().param},
                  {"cause", changes.error().detail + " " + changes.error().cause}});
    }
    const bool more = all_done && static_cast<int>(activities->size()) == activities_per_round_max;
    co_return more ? Round::more : Round::done;
}

}  // namespace jobs

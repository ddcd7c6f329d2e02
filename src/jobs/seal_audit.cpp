// Seals the audit trail, drops what is older than it is kept, and makes the months to come ready.
#include "jobs/jobs.hpp"
#include "obs/log.hpp"
#include "services/audit.hpp"
#include "services/sessions.hpp"

namespace jobs {
namespace {

constexpr int entries_per_round_max = 20000;

}  // namespace

base::Task<base::Result<Round>> seal_audit(services::Context context, int retention_days) {
    const auto made = co_await store::make_audit_partitions(services::as_engine(context));
    if (!made) co_return base::fail(made.error());
    const auto sealed =
        co_await services::seal_audit(context, entries_per_round_max, retention_days);
    if (!sealed) co_return base::fail(sealed.error());
    if (sealed->number == 0) co_return Round::done;
    // A copy of the newest seal outside of the database: who removes the last rounds is found by
    // it.
    obs::log(obs::Level::info, "audit_sealed",
             {{"round", sealed->number},
              {"entries", sealed->entries},
              {"dropped_months", static_cast<std::int64_t>(sealed->dropped_months)},
              {"seal", sealed->seal}});
    co_return sealed->more ? Round::more : Round::done;
}

}  // namespace jobs

// Removes the rows of organizations that were deleted a month ago, a few sessions at a time.
#include "jobs/jobs.hpp"
#include "services/sessions.hpp"
#include "store/organizations.hpp"

namespace jobs {
namespace {

constexpr int deleted_days_min = 30;  // docs/how-to/people.md promises it
constexpr int sessions_per_round_max = 200;

}  // namespace

base::Task<base::Result<Round>> purge_organizations(services::Context context) {
    const auto purged = co_await store::purge_deleted_organizations(
        services::as_engine(context), deleted_days_min, sessions_per_round_max);
    if (!purged) co_return base::fail(purged.error());
    co_return *purged > 0 ? Round::more : Round::done;
}

}  // namespace jobs

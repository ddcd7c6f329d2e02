// Refreshes what dashboards are read from, every five minutes by one node.
#include "jobs/jobs.hpp"
#include "services/sessions.hpp"
#include "store/dashboard.hpp"

namespace jobs {
namespace {

constexpr int refresh_every_seconds = 300;
// Days are over for many organizations at the same midnight, so each round takes some of them.
constexpr int organizations_per_round_max = 200;

}  // namespace

base::Task<base::Result<Round>> refresh_dashboard(services::Context context) {
    const auto more = co_await store::refresh_dashboard_if_due(
        services::as_engine(context), refresh_every_seconds, organizations_per_round_max);
    if (!more) co_return base::fail(more.error());
    co_return *more ? Round::more : Round::done;
}

}  // namespace jobs

// Ends holds whose time is over. Whoever wants the seats before this job comes takes them back
// lazily; the job sees to it that they also come back when nobody asks.
#include "jobs/jobs.hpp"
#include "obs/log.hpp"
#include "services/sessions.hpp"
#include "store/reservations.hpp"

namespace jobs {
namespace {

// One transaction locks at most this many sessions.
constexpr int sessions_per_round_max = 500;

}  // namespace

base::Task<base::Result<Round>> expire_holds(services::Context context,
                                             obs::Counter expired_holds) {
    const auto expired = co_await store::cleanup_expired_reservations(services::as_engine(context),
                                                                      sessions_per_round_max);
    if (!expired) co_return base::fail(expired.error());
    if (expired->holds == 0) co_return Round::done;
    expired_holds.add(static_cast<double>(expired->holds));
    obs::log(obs::Level::info, "holds_expired",
             {{"holds", expired->holds}, {"spots", expired->spots}});
    co_return Round::more;
}

}  // namespace jobs

// Tells the database how far visitors came.
#include "jobs/jobs.hpp"

namespace jobs {

base::Task<base::Result<Round>> save_funnel(services::Context context, services::Funnel* funnel) {
    auto saved = co_await funnel->save(context);
    if (!saved) co_return base::fail(std::move(saved.error()));
    co_return Round::done;
}

}  // namespace jobs

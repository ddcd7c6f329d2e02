// The background jobs of all nodes, for the platform's team.
#include "services/background_jobs.hpp"

namespace services {

base::Task<base::Result<store::Outcome>> list_jobs(Context context, Staff staff) {
    co_return co_await store::list_jobs(as_staff(context, staff));
}

}  // namespace services

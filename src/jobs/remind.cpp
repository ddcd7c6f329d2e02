// Reminds customers of bookings that begin soon.
#include "jobs/jobs.hpp"

namespace jobs {

base::Task<base::Result<Round>> remind(services::Context context) {
    const auto written = co_await services::queue_due_reminders(context);
    if (!written) co_return base::fail(written.error());
    co_return *written == services::reminders_per_round_max ? Round::more : Round::done;
}

}  // namespace jobs

// Tells the endpoints of organizations what happened. Any number of nodes may do so: one at a time
// makes the deliveries, and each attempt is leased to one of them.
#include "jobs/jobs.hpp"
#include "services/sessions.hpp"
#include "store/webhooks.hpp"

namespace jobs {
namespace {

constexpr int outbox_rows_per_round_max = 1000;

}  // namespace

base::Task<base::Result<Round>> plan_webhooks(services::Context context) {
    const auto rows = co_await store::plan_webhook_deliveries(services::as_engine(context),
                                                              outbox_rows_per_round_max);
    if (!rows) co_return base::fail(rows.error());
    co_return *rows == outbox_rows_per_round_max ? Round::more : Round::done;
}

base::Task<base::Result<Round>> deliver_webhooks(services::Context context,
                                                 services::WebhookOptions options) {
    const auto delivered = co_await services::deliver_next_webhook(context, options);
    if (!delivered) co_return base::fail(delivered.error());
    co_return *delivered ? Round::more : Round::done;
}

}  // namespace jobs

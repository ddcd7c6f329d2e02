// Forgets what nobody needs any more.
#include "jobs/jobs.hpp"
#include "services/sessions.hpp"
#include "store/retention.hpp"
#include "store/sign_in.hpp"
#include "store/webhooks.hpp"

namespace jobs {
namespace {

constexpr int idempotency_key_age_hours_max = 24;  // openapi.yaml promises it
constexpr int outbox_age_hours_max = 72;
constexpr int code_attempt_age_hours_max = 24;
constexpr int payment_event_age_hours_max = 24 * 90;  // Stripe sends for days, by hand for 30
constexpr int webhook_age_days_max = 30;              // docs/reference/webhooks.md promises it
constexpr int webhook_events_per_round_max = 5000;

}  // namespace

base::Task<base::Result<Round>> forget_old_rows(services::Context context) {
    const auto keys = co_await store::forget_idempotency_keys(services::as_engine(context),
                                                              idempotency_key_age_hours_max);
    if (!keys) co_return base::fail(keys.error());
    const auto events =
        co_await store::forget_outbox(services::as_engine(context), outbox_age_hours_max);
    if (!events) co_return base::fail(events.error());
    const auto sign_ins = co_await store::forget_sign_ins(services::as_engine(context));
    if (!sign_ins) co_return base::fail(sign_ins.error());
    const auto attempts = co_await store::forget_code_attempts(services::as_engine(context),
                                                               code_attempt_age_hours_max);
    if (!attempts) co_return base::fail(attempts.error());
    const auto payment_events = co_await store::forget_payment_events(services::as_engine(context),
                                                                      payment_event_age_hours_max);
    if (!payment_events) co_return base::fail(payment_events.error());
    const auto webhooks = co_await store::forget_webhooks(
        services::as_engine(context), webhook_age_days_max, webhook_events_per_round_max);
    if (!webhooks) co_return base::fail(webhooks.error());
    co_return *webhooks == webhook_events_per_round_max ? Round::more : Round::done;
}

}  // namespace jobs

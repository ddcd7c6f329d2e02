// Forgets what nobody needs any more.
#include <array>

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
// A sale leaves millions of rows that grow old together; a statement has seconds.
constexpr int rows_per_round_max = 5000;

struct Kept {
    base::Task<base::Result<std::int64_t>> (*forget)(store::Context context, int age_hours,
                                                     int rows_max);
    int hours_max;
};
constexpr std::array kept{
    Kept{&store::forget_idempotency_keys, idempotency_key_age_hours_max},
    Kept{&store::forget_outbox, outbox_age_hours_max},
    Kept{&store::forget_code_attempts, code_attempt_age_hours_max},
    Kept{&store::forget_payment_events, payment_event_age_hours_max},
};

}  // namespace

base::Task<base::Result<Round>> forget_old_rows(services::Context context) {
    bool is_more = false;
    for (const Kept& rows : kept) {
        const auto count =
            co_await rows.forget(services::as_engine(context), rows.hours_max, rows_per_round_max);
        if (!count) co_return base::fail(count.error());
        is_more = is_more || *count >= rows_per_round_max;
    }
    const auto sign_ins =
        co_await store::forget_sign_ins(services::as_engine(context), rows_per_round_max);
    if (!sign_ins) co_return base::fail(sign_ins.error());
    const auto webhooks = co_await store::forget_webhooks(services::as_engine(context),
                                                          webhook_age_days_max, rows_per_round_max);
    if (!webhooks) co_return base::fail(webhooks.error());
    is_more = is_more || *sign_ins >= rows_per_round_max || *webhooks >= rows_per_round_max;
    co_return is_more ? Round::more : Round::done;
}

}  // namespace jobs

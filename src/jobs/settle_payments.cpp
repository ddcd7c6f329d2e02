// Asks the providers of payments for the truth, and makes the refunds that are due.
#include "jobs/jobs.hpp"
#include "obs/log.hpp"
#include "services/payments.hpp"

namespace jobs {
namespace {

Round next(const char* what, const services::SettlementRound& round) {
    if (round.asked > 0) {
        obs::log(obs::Level::info, what,
                 {{"asked", round.asked}, {"unanswered", round.unanswered}});
    }
    return round.more ? Round::more : Round::done;
}

}  // namespace

base::Task<base::Result<Round>> settle_payments(services::Context context) {
    const auto round = co_await services::settle_open_payments(context);
    if (!round) co_return base::fail(round.error());
    co_return next("payments_settled", *round);
}

base::Task<base::Result<Round>> make_refunds(services::Context context) {
    const auto round = co_await services::make_due_refunds(context);
    if (!round) co_return base::fail(round.error());
    co_return next("refunds_made", *round);
}

}  // namespace jobs

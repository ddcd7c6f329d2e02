// Shows in the metrics what the business does: one node measures it, all nodes show it.
#include "jobs/jobs.hpp"
#include "services/sessions.hpp"
#include "store/business.hpp"

namespace jobs {
namespace {

constexpr int measure_every_seconds = 15;
constexpr int check_ledger_every_seconds = 300;

}  // namespace

base::Task<base::Result<Round>> measure_business(services::Context context, obs::Metrics* metrics) {
    const auto figures = co_await store::measure_business(
        services::as_engine(context), measure_every_seconds, check_ledger_every_seconds);
    if (!figures) co_return base::fail(figures.error());
    if (figures->empty()) co_return Round::done;  // another node measures for the first time
    for (const auto& [event, times] : figures->at("events").as_object()) {
        metrics->business_event(event, times.to_number<double>());
    }
    for (const auto& [queue, state] : figures->at("queues").as_object()) {
        metrics->queue(queue, state.at("rows").to_number<double>(),
                       state.at("oldest_seconds").to_number<double>());
    }
    obs::DriftFigures drift;
    drift.sessions = static_cast<double>(figures->at("drifting_sessions").as_array().size());
    drift.transactions = figures->at("unbalanced_transactions").to_number<double>();
    drift.measured_at = figures->at("measured_at").to_number<double>();
    metrics->drift(drift);
    co_return Round::done;
}

}  // namespace jobs

// Tells the database what became of the rounds of each job.
#include "jobs/job_reports.hpp"

#include "base/text.hpp"
#include "services/sessions.hpp"
#include "store/jobs.hpp"

namespace jobs {
namespace {

boost::json::value text_of(const std::optional<base::Instant>& instant) {
    if (!instant) return nullptr;
    return boost::json::string(base::to_iso(*instant));
}

}  // namespace

void JobReports::began(const std::string& name, std::chrono::milliseconds every) {
    Entry& entry = entries_[name];
    entry.every = every;
    entry.started_at = clock_->now();
}

void JobReports::ended(const std::string& name, std::chrono::milliseconds wait,
                       const base::Error* fault) {
    Entry& entry = entries_[name];
    const base::Instant now = clock_->now();
    entry.ended_at = now;
    entry.next_at = now + wait;
    entry.is_failing = fault != nullptr;
    if (fault == nullptr) return;
    Failure failure;
    failure.at = now;
    failure.code = base::to_string(fault->code);
    failure.detail = fault->detail;
    entry.failure = std::move(failure);
}

boost::json::object JobReports::document(const std::string& name, const Entry& entry) {
    boost::json::object job;
    job["job"] = name;
    job["every_milliseconds"] = entry.every.count();
    job["started_at"] = base::to_iso(entry.started_at);
    job["ended_at"] = text_of(entry.ended_at);
    job["next_at"] = text_of(entry.next_at);
    job["is_failing"] = entry.is_failing;
    if (entry.failure) {
        job["failed_at"] = base::to_iso(entry.failure->at);
        job["error_code"] = entry.failure->code;
        job["error_detail"] = entry.failure->detail;
    }
    return job;
}

base::Task<base::Result<Round>> JobReports::report(services::Context context) const {
    boost::json::array jobs;
    for (const auto& [name, entry] : entries_) jobs.push_back(document(name, entry));
    auto told = co_await store::report_jobs(services::as_engine(context), node_, std::move(jobs));
    if (!told) co_return base::fail(std::move(told.error()));
    co_return Round::done;
}

}  // namespace jobs

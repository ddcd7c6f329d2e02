// What this process knows of the rounds of its jobs, and telling it to the database, where the
// platform's team reads it of all nodes.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "jobs/jobs.hpp"
#include "services/context.hpp"

namespace jobs {

// Used on the thread of the jobs only. Loops that run the same job at once share one entry.
class JobReports {
public:
    static constexpr std::chrono::seconds report_every{2};

    // `node` names the process.
    JobReports(std::string node, const base::Clock* clock)
        : node_(std::move(node)), clock_(clock) {}

    // A round begins; without faults the next one comes `every` after it.
    void began(const std::string& name, std::chrono::milliseconds every);

    // A round has ended, with this error or none; the next one comes after `wait`.
    void ended(const std::string& name, std::chrono::milliseconds wait, const base::Error* fault);

    base::Task<base::Result<Round>> report(services::Context context) const;

private:
    struct Failure {
        base::Instant at;
        std::string code;
        std::string detail;  // for readers of replies; the cause stays in the log
    };

    struct Entry {
        std::chrono::milliseconds every{};
        base::Instant started_at;
        std::optional<base::Instant> ended_at;
        std::optional<base::Instant> next_at;
        bool is_failing = false;
        std::optional<Failure> failure;  // the last one
    };

    static boost::json::object document(const std::string& name, const Entry& entry);

    const std::string node_;
    const base::Clock* const clock_;
    std::map<std::string, Entry> entries_;
};

}  // namespace jobs

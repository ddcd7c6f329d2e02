// Looks after what the program depends on: each dependency in a loop of its own, so that none that
// hangs keeps another from being looked at, and what is found stands on the board of the process.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/blocking_pool.hpp"
#include "jobs/jobs.hpp"
#include "obs/metrics.hpp"
#include "pg/replica.hpp"
#include "services/health_alerts.hpp"
#include "services/health_probes.hpp"

namespace jobs {

struct HealthWatchOptions {
    services::HealthBoard* board = nullptr;
    std::vector<const pg::ReplicaStatus*> replicas;
    services::HealthProbeOptions probes;
    std::filesystem::path data_dir;  // whose disk is looked at
    services::AlertOptions alerts;
};

class HealthWatch {
public:
    static constexpr std::chrono::seconds look_every{2};
    static constexpr std::chrono::seconds look_at_disk_every{10};
    static constexpr std::chrono::seconds look_at_mail_every{30};
    static constexpr std::chrono::seconds look_at_stripe_every{60};

    HealthWatch(boost::asio::any_io_executor executor, HealthWatchOptions options,
                services::MailOptions mail);

    const HealthWatchOptions& options() const { return options_; }
    void stop();

    // A round of this job went well; the next one should within about `every`.
    void job_ran(const std::string& name, std::chrono::milliseconds every);

    // One look each; nothing that they find fails the round.
    base::Task<base::Result<Round>> look_at_database(services::Context context);
    base::Task<base::Result<Round>> look_at_replicas();
    base::Task<base::Result<Round>> look_at_redis();
    base::Task<base::Result<Round>> look_at_stripe();
    base::Task<base::Result<Round>> look_at_mail_server();
    base::Task<base::Result<Round>> look_at_disk();
    base::Task<base::Result<Round>> look_at_jobs();

    // Shows all checks in the metrics, and tells operators of a change that lasts.
    base::Task<base::Result<Round>> announce(services::Context context, obs::Metrics* metrics);

private:
    void put(const std::string& name, services::HealthCheck check, std::chrono::seconds every);

    HealthWatchOptions options_;
    services::MailOptions mail_;
    // Apart from all other work: mail servers and endpoints may take their time.
    base::BlockingPool pool_{2, 8};
    services::HealthProbes probes_;
    services::HealthAlerts alerts_;
    base::Deadline next_telling_;  // after one that failed, not before
    // By when the next round of each job should have gone well.
    std::map<std::string, base::Deadline> due_;
};

}  // namespace jobs

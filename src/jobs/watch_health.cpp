// Looks after what the program depends on.
#include "jobs/watch_health.hpp"

#include <sys/statvfs.h>

#include "obs/log.hpp"

namespace jobs {
namespace {

constexpr std::chrono::seconds tell_again_after{10};
// A job is late when it has missed several rounds: one may wait for others, or for a slow database.
constexpr int rounds_missed_max = 3;
constexpr std::chrono::seconds round_seconds_max{60};
// Of the disk with the data folder. PostgreSQL stops when it has none left.
constexpr std::int64_t disk_low_mb = 1024;
constexpr std::int64_t disk_full_mb = 128;

// A replica that is away or lags costs its share of reads, which the primary answers.
services::HealthCheck check_replica(const pg::ReplicaStatus& replica) {
    services::HealthCheck check;
    const bool is_up = replica.is_up;
    check.details["replica"] = replica.name;
    check.details["lag_ms"] = replica.lag_ms.load();
    if (!is_up) check.degrade("It is away, or does not follow the primary.");
    return check;
}

}  // namespace

HealthWatch::HealthWatch(boost::asio::any_io_executor executor, HealthWatchOptions options,
                         services::MailOptions mail)
    : options_(std::move(options)),
      mail_(std::move(mail)),
      probes_(executor, options_.probes),
      alerts_(options_.alerts.patience) {}

void HealthWatch::stop() {
    probes_.stop();
}

void HealthWatch::put(const std::string& name, services::HealthCheck check,
                      std::chrono::seconds every) {
    check.good_until = base::deadline_in(rounds_missed_max * every + round_seconds_max);
    options_.board->put(name, std::move(check));
}

void HealthWatch::job_ran(const std::string& name, std::chrono::milliseconds every) {
    due_[name] = base::deadline_in(rounds_missed_max * every + round_seconds_max);
}

base::Task<base::Result<Round>> HealthWatch::look_at_database(services::Context context) {
    put("database", co_await services::check_database(context), look_every);
    co_return Round::done;
}

base::Task<base::Result<Round>> HealthWatch::look_at_replicas() {
    int number = 0;
    for (const pg::ReplicaStatus* replica : options_.replicas) {
        put("replica_" + std::to_string(++number), check_replica(*replica), look_every);
    }
    co_return Round::done;
}

base::Task<base::Result<Round>> HealthWatch::look_at_redis() {
    put("redis", co_await probes_.look_at_redis(), look_every);
    co_return Round::done;
}

base::Task<base::Result<Round>> HealthWatch::look_at_stripe() {
    put("stripe", co_await probes_.look_at_stripe(), look_at_stripe_every);
    co_return Round::done;
}

base::Task<base::Result<Round>> HealthWatch::look_at_mail_server() {
    put("mail", co_await probes_.look_at_mail_server(&pool_), look_at_mail_every);
    co_return Round::done;
}

base::Task<base::Result<Round>> HealthWatch::look_at_disk() {
    struct statvfs disk{};
    if (statvfs(options_.data_dir.c_str(), &disk) == 0) {
        const auto free_mb = static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize >> 20);
        services::HealthCheck check;
        check.details["free_mb"] = free_mb;
        if (free_mb < disk_low_mb) check.degrade("The disk of the data folder is nearly full.");
        if (free_mb < disk_full_mb) check.state = services::HealthState::unhealthy;
        put("disk", std::move(check), look_at_disk_every);
    }
    co_return Round::done;
}

base::Task<base::Result<Round>> HealthWatch::look_at_jobs() {
    const auto now = std::chrono::steady_clock::now();
    services::HealthCheck check;
    std::string late;
    for (const auto& [name, due] : due_) {
        if (now > due) late += (late.empty() ? "" : ", ") + name;
    }
    if (!late.empty()) check.degrade("No round went well for too long: " + late + ".");
    put("jobs", std::move(check), look_at_disk_every);
    co_return Round::done;
}

base::Task<base::Result<Round>> HealthWatch::announce(services::Context context,
                                                      obs::Metrics* metrics) {
    services::HealthChecks checks = options_.board->checks();
    for (const auto& [name, check] : checks) metrics->health(name, static_cast<int>(check.state));
    const auto now = std::chrono::steady_clock::now();
    const auto change = alerts_.see(services::state_of(checks), now);
    if (!change || now < next_telling_) co_return Round::done;

    obs::log(obs::Level::warn, "health_changed",
             {{"from", std::string(services::to_string(change->from))},
              {"to", std::string(services::to_string(change->to))}});
    context.pool = &pool_;
    const auto faults =
        co_await services::tell(context, options_.alerts, mail_, *change, std::move(checks));
    for (const std::string& fault : faults) {
        obs::log(obs::Level::error, "health_alert_failed", {{"cause", fault}});
    }
    next_telling_ = base::deadline_in(tell_again_after);
    if (faults.empty()) alerts_.told(change->to);
    co_return Round::done;
}

}  // namespace jobs

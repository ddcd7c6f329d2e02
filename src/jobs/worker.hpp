// Runs the background jobs on a thread of its own, each again and again.
#pragma once

#include <chrono>
#include <memory>

#include "base/clock.hpp"
#include "cache/store.hpp"
#include "jobs/watch_health.hpp"
#include "pg/lane.hpp"
#include "services/funnel.hpp"
#include "services/mail.hpp"

namespace jobs {

struct WorkerOptions {
    pg::LaneOptions lane;  // of the jobs
    // Where changes are heard of: one session that stays, past a pooler.
    std::string changes_conninfo;
    obs::Metrics* metrics = nullptr;
    services::Rules rules;
    const base::Clock* clock = nullptr;
    const crypto::Keys* keys = nullptr;
    base::BlockingPool* pool = nullptr;  // for files
    const services::PaymentProviders* payments = nullptr;
    services::MailOptions mail;
    cache::Store* cache = nullptr;  // that is told of changes
    services::Funnel* funnel = nullptr;
    HealthWatchOptions health;
    int webhook_threads = 1;  // webhooks that are being sent at once
    std::chrono::milliseconds expire_every{1000};
    std::chrono::seconds generate_every{3600};
    int session_horizon_days = 90;
    std::chrono::milliseconds seal_every{60000};
    int audit_retention_days = 90;
};

class Worker {
public:
    explicit Worker(WorkerOptions options);
    ~Worker();  // stops

    void start();

    // Waits until every schedule's sessions were made once; false where `wait` was too short.
    bool wait_for_sessions(std::chrono::milliseconds wait);

    // Ends after the rounds that are under way.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace jobs

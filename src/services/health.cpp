// How the program and what it depends on are doing.
#include "services/health.hpp"

#include <algorithm>
#include <cmath>

#include "store/health.hpp"

namespace services {
namespace {

constexpr std::chrono::milliseconds slow_database{500};

}  // namespace

std::string_view to_string(HealthState state) {
    switch (state) {
        case HealthState::healthy:
            return "healthy";
        case HealthState::degraded:
            return "degraded";
        case HealthState::unhealthy:
            break;
    }
    return "unhealthy";
}

void HealthCheck::degrade(const std::string& reason) {
    state = std::max(state, HealthState::degraded);
    details["reason"] = reason;
}

void HealthBoard::put(const std::string& name, HealthCheck check) {
    const std::lock_guard lock(mutex_);
    checks_[name] = std::move(check);
}

HealthChecks HealthBoard::checks() const {
    HealthChecks checks;
    {
        const std::lock_guard lock(mutex_);
        checks = checks_;
    }
    const auto now = std::chrono::steady_clock::now();
    for (auto& [name, check] : checks) {
        if (now < check.good_until) continue;
        check.degrade("Nobody has looked at it for too long.");
    }
    return checks;
}

HealthState state_of(const HealthChecks& checks) {
    HealthState worst = HealthState::healthy;
    for (const auto& [name, check] : checks) {
        const HealthState at_most =
            name == "database" ? HealthState::unhealthy : HealthState::degraded;
        worst = std::max(worst, std::min(check.state, at_most));
    }
    return worst;
}

base::Task<HealthCheck> check_database(Context context) {
    store::Context plain;
    plain.database = context.database;
    plain.claims = store::visitor("", context.request);
    plain.deadline = context.deadline;
    const auto begin = std::chrono::steady_clock::now();
    const auto alive = co_await store::ping(plain);
    const auto taken = std::chrono::steady_clock::now() - begin;
    HealthCheck check;
    check.latency_ms = std::chrono::duration<double, std::milli>(taken).count();
    if (!alive) {
        check.state = HealthState::unhealthy;
        check.details["reason"] = alive.error().detail + " " + alive.error().cause;
    } else if (taken > slow_database) {
        check.degrade("It takes longer than half a second.");
    }
    co_return check;
}

boost::json::object to_json(const HealthChecks& checks, bool for_operators) {
    boost::json::object all;
    for (const auto& [name, check] : checks) {
        boost::json::object one;
        one["status"] = to_string(check.state);
        // Whole milliseconds, as the task list has it; a fast answer is 1, not 0.
        if (check.latency_ms) {
            one["latency"] = static_cast<std::int64_t>(std::ceil(*check.latency_ms));
        }
        if (for_operators && !check.details.empty()) one["details"] = check.details;
        all[name] = std::move(one);
    }
    return all;
}

}  // namespace services

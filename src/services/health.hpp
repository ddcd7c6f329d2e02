// How the program and what it depends on are doing.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "services/context.hpp"

namespace services {

// Healthy; serves, but not all of it or not well; does not serve.
enum class HealthState { healthy, degraded, unhealthy };

std::string_view to_string(HealthState state);

// How one dependency was when it was last looked at.
struct HealthCheck {
    HealthState state = HealthState::healthy;
    std::optional<double> latency_ms;
    boost::json::object details;  // for operators: why, and in numbers
    base::Deadline good_until = base::Deadline::max();

    void degrade(const std::string& reason);
};

using HealthChecks = std::map<std::string, HealthCheck>;

// What is known of the dependencies of this process; whoever looks at one writes it down here, so
// that nobody who asks waits for any of them. Callable from every thread.
class HealthBoard {
public:
    void put(const std::string& name, HealthCheck check);

    // What nobody has looked at for too long is degraded.
    HealthChecks checks() const;

private:
    mutable std::mutex mutex_;
    HealthChecks checks_;
};

// Of all together: without its database the program does not serve, everything else it can do
// without for a while.
HealthState state_of(const HealthChecks& checks);

// Looks at the database through the lane that writes: one that only reads is unhealthy, one that
// takes longer than half a second is degraded (domain.md 2.16). The deadline of the context counts.
base::Task<HealthCheck> check_database(Context context);

// {"status", "latency"?}, and for operators {"details"?} beside them.
boost::json::object to_json(const HealthChecks& checks, bool for_operators);

}  // namespace services

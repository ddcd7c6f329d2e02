// Telling operators that the health of this process has changed.
#pragma once

#include <optional>

#include "services/health.hpp"
#include "services/mail.hpp"

namespace services {

struct HealthChange {
    HealthState from = HealthState::healthy;
    HealthState to = HealthState::healthy;
};

// Decides when a change is worth telling: when the new state has lasted. A dependency that comes
// and goes is told of once, not at every turn.
class HealthAlerts {
public:
    explicit HealthAlerts(std::chrono::seconds patience) : patience_(patience) {}

    // The state as it is now; something where it has differed from what was last told for the whole
    // patience. The same change is given again until told() says that operators know.
    std::optional<HealthChange> see(HealthState state, base::Deadline now);

    void told(HealthState state);

private:
    const std::chrono::seconds patience_;
    HealthState told_ = HealthState::healthy;
    HealthState latest_ = HealthState::healthy;
    base::Deadline since_;  // of the latest state
};

struct AlertOptions {
    std::string webhook_url;           // empty: none
    std::vector<std::string> mail_to;  // addresses
    std::string node;                  // which process it is about
    std::chrono::seconds patience{30};
};

// Tells everybody of the options. Past the outbox and the database, which may be what is away:
// each node tells of itself. The reasons of those that could not be told; blocks, so it runs on the
// pool of the context.
base::Task<std::vector<std::string>> tell(Context context, AlertOptions options, MailOptions mail,
                                          HealthChange change, HealthChecks checks);

}  // namespace services

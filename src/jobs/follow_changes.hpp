// Tells what the process remembers (cache::Store) which rows of the database changed. Asks every
// few milliseconds on a connection of its own, which no job can keep busy.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "base/task.hpp"
#include "cache/store.hpp"
#include "jobs/jobs.hpp"
#include "services/context.hpp"
#include "store/outbox.hpp"

namespace jobs {

class ChangeFollower {
public:
    explicit ChangeFollower(cache::Store& store) : store_(store) {}

    // Asks once. Until the database answers, nothing that is remembered is used after a second;
    // where another connection answers than before, everything is dropped.
    base::Task<base::Result<Round>> follow(services::Context context);

private:
    cache::Store& store_;
    std::optional<store::ChangePosition> position_;
    bool is_lost_ = false;
};

}  // namespace jobs

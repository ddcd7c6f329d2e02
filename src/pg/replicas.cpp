// Takes turns among the replicas that can be read.
#include "pg/replicas.hpp"

#include <algorithm>
#include <utility>

namespace pg {

Replicas::Replicas(boost::asio::any_io_executor executor, Lane& primary,
                   const std::vector<ReplicaOptions>& options)
    : primary_(primary) {
    for (const ReplicaOptions& each : options) replicas_.emplace_back(executor, primary, each);
}

void Replicas::start() {
    for (Replica& replica : replicas_) replica.start();
}

Replica* Replicas::next_usable() {
    for (std::size_t tried = 0; tried < replicas_.size(); ++tried) {
        Replica& replica = replicas_[next_++ % replicas_.size()];
        if (replica.is_usable()) return &replica;
    }
    return nullptr;
}

base::Task<Outcome<std::vector<Rows>>> Replicas::read(Unit unit, base::Deadline deadline) {
    if (Replica* replica = next_usable()) {
        auto rows = co_await replica->read(unit, deadline);
        if (rows) co_return std::move(*rows);
    }
    co_return co_await primary_.run(std::move(unit), deadline);
}

base::Task<void> Replicas::stop(base::Deadline deadline) {
    for (Replica& replica : replicas_) co_await replica.stop(deadline);
}

bool Replicas::stopped() const {
    return std::all_of(replicas_.begin(), replicas_.end(),
                       [](const Replica& replica) { return replica.stopped(); });
}

}  // namespace pg

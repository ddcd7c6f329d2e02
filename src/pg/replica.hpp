// One read replica, as one I/O thread sees it: its connections, and whether it may be read now.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "obs/metrics.hpp"
#include "pg/lane.hpp"
#include "pg/replica_lag.hpp"

namespace pg {

// What is known of a replica, for whoever asks about the health of the process. Written by the
// threads that read the replica; what they find differs by one check at most.
struct ReplicaStatus {
    explicit ReplicaStatus(std::string its_name) : name(std::move(its_name)) {}

    std::string name;  // "host:port"
    std::atomic<bool> is_up = false;
    std::atomic<std::int64_t> lag_ms = 0;
};

struct ReplicaOptions {
    LaneOptions lane;
    // A replica that is further behind is not read, and no read waits for longer.
    std::chrono::milliseconds lag_max{100};
    std::chrono::milliseconds check_every{1000};
    ReplicaStatus* status = nullptr;  // outlives the replica
    obs::Metrics* metrics = nullptr;  // likewise
};

class Replica {
public:
    // `primary` answers where the primary is. Both it and this object belong to one thread.
    Replica(boost::asio::any_io_executor executor, Lane& primary, ReplicaOptions options);
    Replica(const Replica&) = delete;
    Replica& operator=(const Replica&) = delete;

    void start();

    // False: the last check failed, or a read did since.
    bool is_usable() const { return is_usable_ && lane_.stats().connected > 0; }

    // Runs the unit once the replica has what the primary had when it was called. Nothing where the
    // replica cannot answer that soon, or failed: the primary must be asked. Half of the time until
    // the deadline is left for that.
    base::Task<std::optional<std::vector<Rows>>> read(Unit unit, base::Deadline deadline);

    base::Task<void> stop(base::Deadline deadline);
    // True from some time after stop() on: nothing runs any more.
    bool stopped() const { return !is_running_; }

private:
    // What a server says of itself.
    struct Standing {
        bool is_replica = false;
        WalPosition position = 0;  // written by a primary, replayed by a replica
        std::string cluster;       // the same for a primary and its replicas
    };
    base::Task<std::optional<Standing>> ask(Lane* lane, base::Deadline deadline);
    base::Task<bool> catches_up_with(WalPosition position, base::Deadline deadline);
    base::Task<void> make_primary_flush(base::Deadline deadline);
    base::Task<void> keep_checking();
    base::Task<void> check();
    void know(bool is_up, std::string reason);

    boost::asio::any_io_executor executor_;
    Lane& primary_;
    ReplicaOptions options_;
    obs::ReplicaMetrics metrics_;
    Lane lane_;
    ReplicaLag lag_;
    WalPosition replayed_ = 0;          // at least, when it was last asked
    WalPosition primary_position_ = 0;  // at the last check
    base::Deadline next_flush_;         // not before
    bool is_usable_ = false;
    bool is_running_ = false;
    bool is_stopping_ = false;
    boost::asio::steady_timer pause_;  // between two checks
};

}  // namespace pg

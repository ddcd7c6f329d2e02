// A lane: some connections to PostgreSQL with one purpose, shared by the coroutines of one I/O
// thread. Reads share few pipelined connections; writes use more with one unit in flight each, so
// that commits group; the lane of combined holds has one connection and few units in flight
// (docs/decisions/0003).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "pg/query.hpp"

namespace pg {

struct LaneOptions {
    std::string name;      // for logs and metrics: "read", "write", "hold"
    std::string conninfo;  // as libpq takes it
    int connections = 1;
    int units_in_flight_per_connection_max = 1;
    int queued_units_max = 256;
    bool read_only = false;  // default_transaction_read_only: a write is refused with 25006
    std::chrono::milliseconds statement_timeout{5000};
    std::chrono::milliseconds lock_timeout{3000};
};

struct LaneStats {
    int connected = 0;
    int in_flight = 0;
    int queued = 0;
};

// Not thread-safe: every call comes from the thread that runs `executor`.
class Lane {
public:
    Lane(boost::asio::any_io_executor executor, LaneOptions options);
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // Begins to connect, and from then on keeps every connection alive: a lost one is made again
    // with growing pauses (50 ms to 2 s) without end.
    void start();

    // Runs the unit and gives the rows of each of its statements. Waits in a bounded queue while
    // every connection is busy or away. A unit whose deadline passes in the queue is taken out; one
    // that was already sent is answered `unknown` and its connection drops the late answer.
    base::Task<Outcome<std::vector<Rows>>> run(Unit unit, base::Deadline deadline);

    // Refuses new units, waits until `deadline` for those in flight, closes the connections.
    base::Task<void> stop(base::Deadline deadline);

    LaneStats stats() const;
    const LaneOptions& options() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace pg

// A lane: some connections to PostgreSQL with one purpose, shared by the coroutines of one thread.
// Reads share few pipelined connections; writes and combined holds use more with one unit in flight
// each, so that commits group (docs/decisions/0003).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "obs/metrics.hpp"
#include "pg/query.hpp"

namespace pg {

struct LaneOptions {
    std::string name;      // for logs and metrics: "read", "write", "hold"
    std::string conninfo;  // as libpq takes it
    int connections = 1;
    int units_in_flight_per_connection_max = 1;
    int queued_units_max = 256;
    // Behind a pooler that gives each transaction to any of its servers (PgBouncer, pool_mode =
    // transaction): nothing is prepared and no session is set up; every unit brings its settings
    // along. Such a connection has one unit in flight, whatever the maximum.
    bool pooled = false;
    bool read_only = false;  // default_transaction_read_only: a write is refused with 25006
    std::chrono::milliseconds statement_timeout{5000};
    std::chrono::milliseconds lock_timeout{3000};
    std::chrono::milliseconds idle_in_transaction_timeout{5000};
    // How long a unit may wait in the queue, where its deadline does not come first.
    std::chrono::milliseconds wait_max{10000};
    // A connection of this age takes no more units and is replaced when its last one is answered;
    // 0: never. Each gives up to a tenth of it away, so that not all go at once.
    std::chrono::milliseconds connection_lifetime{0};
    obs::Metrics* metrics = nullptr;  // outlives the lane; none where nobody asks for them
};

struct LaneStats {
    int connected = 0;
    int in_flight = 0;
    int queued = 0;
};

// Not thread-safe: every call comes from the one thread that runs `executor`. Sessions run with
// TimeZone UTC, DateStyle ISO, client_encoding UTF8, the timeouts of the options and the
// application_name "bookingtms <name>"; settings in the conninfo's `options` stay unless they are
// one of these.
class Lane {
public:
    Lane(boost::asio::any_io_executor executor, LaneOptions options);
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // Begins to connect, and from then on keeps every connection alive: a lost one is made again
    // with growing pauses (50 ms to 2 s) without end.
    void start();

    // Runs the unit and gives the rows of each of its statements, in their order. Waits in a
    // bounded queue, first come first served, while every connection is busy or away.
    //   overloaded   the queue is full, known at once
    //   deadline     the deadline, or the longest wait, passed in the queue
    //   unavailable  the same, and there was no connection; or it broke before the unit had left;
    //   or
    //                the server takes no writes any more, and the lane looks for the one that does
    //   refused      the server answered with an error
    //   unknown      the deadline passed or the connection broke after the unit was sent; a late
    //   answer
    //                is dropped. The lane never sends a unit again that may have happened.
    //   stopped      stop() was called
    // A statement with more parameters than the protocol has room for throws std::logic_error.
    base::Task<Outcome<std::vector<Rows>>> run(Unit unit, base::Deadline deadline);

    // Refuses new units, waits until `deadline` for those that were taken, then closes the
    // connections. What is not done by then is answered `stopped`, or `unknown` where it was sent.
    base::Task<void> stop(base::Deadline deadline);

    LaneStats stats() const;
    const LaneOptions& options() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace pg

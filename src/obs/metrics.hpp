// What the program counts and times, for Prometheus: one list of all metrics. Only this folder
// knows prometheus-cpp. Names and labels: docs/reference/metrics.md; never a tenant's id as a
// label, so that thousands of organizations do not become thousands of series.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace obs {

// Handles of one series each. Callable from every thread; live as long as their Metrics.
class Counter {
public:
    explicit Counter(prometheus::Counter& series) : series_(&series) {}
    void add(double by = 1) const;

private:
    prometheus::Counter* series_;
};

class Gauge {
public:
    explicit Gauge(prometheus::Gauge& series) : series_(&series) {}
    void add(double by) const;
    void set(double to) const;

private:
    prometheus::Gauge* series_;
};

// Counts one in a gauge for as long as it lives.
class UnderWay {
public:
    explicit UnderWay(Gauge gauge) : gauge_(gauge) { gauge_.add(1); }
    ~UnderWay() { gauge_.add(-1); }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;

private:
    Gauge gauge_;
};

class Timing {
public:
    explicit Timing(prometheus::Histogram& series) : series_(&series) {}
    void observe(std::chrono::steady_clock::duration taken) const;

private:
    prometheus::Histogram* series_;
};

// Of one lane of connections to PostgreSQL, over all threads.
struct LaneMetrics {
    Gauge connections;  // that are made
    Gauge units;        // transactions that wait for a connection or are under way
    Timing answered;    // from the call to the answer of the server, also a refusal
    Counter overloaded;
    Counter unanswered;  // no connection, no answer before the deadline, stopping
    Counter guarded;     // refused by a CHECK constraint of the database
};

// Of one read replica, over all threads.
struct ReplicaMetrics {
    Counter served;  // reads
    Counter behind;  // reads that went to the primary because the replica did not have all yet
    Counter failed;  // reads that were repeated on the primary
    Gauge is_up;     // 1: it answers and follows the primary
    Gauge lag_seconds;
};

struct JobMetrics {
    Timing succeeded;  // rounds
    Counter failed;
};

// Of one kind of remembered replies, since the start.
struct CacheFigures {
    double hits = 0;
    double misses = 0;
    double entries = 0;
    double bytes = 0;
};

// What must be 0: sessions whose seats and transactions of the ledger that do not add up.
struct DriftFigures {
    double sessions = 0;
    double transactions = 0;
    double measured_at = 0;  // seconds since the epoch
};

class Metrics {
public:
    explicit Metrics(std::string_view version);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // `route` is the template, "/v1/bookings/{id}"; looking a handle up costs a microsecond, so
    // callers keep it.
    Timing http_request(std::string_view method, std::string_view route, unsigned status);
    Gauge http_requests_under_way();
    LaneMetrics lane(std::string_view name);
    ReplicaMetrics replica(std::string_view name);
    JobMetrics job(std::string_view name);

    // `result`: made, repeated (an earlier answer), or the code of the refusal.
    Counter hold(std::string_view result);
    Counter expired_holds();

    // Figures that are counted elsewhere, as they are now.
    void cache(std::string_view kind, const CacheFigures& figures);

    // How often something happened to bookings and their money, in all organizations.
    void business_event(std::string_view event, double times);
    // What waits to be done, and for how long the oldest has been due.
    void queue(std::string_view name, double rows, double oldest_seconds);
    void drift(const DriftFigures& figures);

    // How a dependency is: 0 healthy, 1 degraded, 2 unhealthy.
    void health(std::string_view check, int state);

    // All series as Prometheus reads them (text format 0.0.4).
    std::string text() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace obs

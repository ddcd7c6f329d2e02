// The metrics on prometheus-cpp's registry.
#include "obs/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace obs {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

// OpenTelemetry's for HTTP, and two below: most replies of ours take less than 5 ms.
const Buckets& seconds() {
    static const Buckets buckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1,
                                    0.25,  0.5,    0.75,  1,    2.5,   5,    7.5,   10};
    return buckets;
}

double in_seconds(std::chrono::steady_clock::duration taken) {
    return std::chrono::duration<double>(taken).count();
}

double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    double total = 0;
    double resident = 0;
    statm >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double processor_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds_of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

}  // namespace

void Counter::add(double by) const {
    series_->Increment(by);
}

void Gauge::add(double by) const {
    series_->Increment(by);
}

void Gauge::set(double to) const {
    series_->Set(to);
}

void Timing::observe(std::chrono::steady_clock::duration taken) const {
    series_->Observe(in_seconds(taken));
}

struct Metrics::State {
    prometheus::Registry registry;

    template <class Build>
    auto& family(Build build, const char* name, const char* help) {
        return build().Name(name).Help(help).Register(registry);
    }
    prometheus::Family<prometheus::Counter>& counter(const char* name, const char* help) {
        return family(prometheus::BuildCounter, name, help);
    }
    prometheus::Family<prometheus::Gauge>& gauge(const char* name, const char* help) {
        return family(prometheus::BuildGauge, name, help);
    }
    prometheus::Family<prometheus::Histogram>& timing(const char* name, const char* help) {
        return family(prometheus::BuildHistogram, name, help);
    }

    prometheus::Family<prometheus::Gauge>& build_info =
        gauge("bookingtms_build_info", "1, with the version of the program.");
    prometheus::Family<prometheus::Gauge>& start_time = gauge(
        "process_start_time_seconds", "When the program started, in seconds since the epoch.");
    prometheus::Gauge& resident =
        gauge("process_resident_memory_bytes", "Memory of the program.").Add({});
    prometheus::Counter& processor =
        counter("process_cpu_seconds_total", "Processor time of the program.").Add({});
    prometheus::Family<prometheus::Histogram>& http_requests =
        timing("http_request_duration_seconds",
               "From a whole request to its whole reply, by route; streams until they begin.");
    prometheus::Family<prometheus::Gauge>& http_under_way =
        gauge("http_requests_under_way", "Requests that have no reply yet.");
    prometheus::Family<prometheus::Gauge>& lane_connections =
        gauge("pg_connections", "Connections to PostgreSQL, by lane.");
    prometheus::Family<prometheus::Gauge>& lane_units =
        gauge("pg_units_under_way", "Transactions that wait for a connection or for their answer.");
    prometheus::Family<prometheus::Histogram>& lane_answers =
        timing("pg_unit_duration_seconds",
               "From the call to the answer of PostgreSQL, with the wait for a connection.");
    prometheus::Family<prometheus::Counter>& lane_refusals =
        counter("pg_units_refused_total",
                "Transactions without an answer: overloaded (the queue was full) or unanswered (no "
                "connection, or the deadline passed).");
    prometheus::Family<prometheus::Counter>& lane_guarded =
        counter("pg_units_guarded_total",
                "Transactions that a CHECK constraint refused, the last guard against a seat that "
                "is sold twice; must be 0.");
    prometheus::Family<prometheus::Counter>& replica_reads =
        counter("pg_replica_reads_total",
                "Reads for a replica: served by it, or by the primary because it was behind or "
                "failed.");
    prometheus::Family<prometheus::Gauge>& replica_up =
        gauge("pg_replica_up", "1 where the replica answers and follows the primary.");
    prometheus::Family<prometheus::Gauge>& replica_lag = gauge(
        "pg_replica_lag_seconds", "For how long the replica has lacked something of the primary.");
    prometheus::Family<prometheus::Counter>& cache_reads =
        counter("cache_reads_total", "Reads of remembered replies, by whether they were there.");
    prometheus::Family<prometheus::Gauge>& cache_entries =
        gauge("cache_entries", "Replies that are remembered.");
    prometheus::Family<prometheus::Gauge>& cache_bytes =
        gauge("cache_bytes", "Memory of the replies that are remembered.");
    prometheus::Family<prometheus::Histogram>& job_rounds =
        timing("job_round_duration_seconds", "Rounds of background jobs that went well.");
    prometheus::Family<prometheus::Counter>& job_failures =
        counter("job_failures_total", "Rounds of background jobs that failed; each is in the log.");
    prometheus::Family<prometheus::Counter>& holds = counter(
        "holds_total", "Holds that were asked for: made, repeated, or why they were refused.");
    prometheus::Counter& expired_holds =
        counter("holds_expired_total", "Holds that the job ended because their time was over.")
            .Add({});
    prometheus::Family<prometheus::Counter>& business_events =
        counter("business_events_total",
                "What happened to bookings and their money; every node tells of all of them.");
    prometheus::Family<prometheus::Gauge>& queue_rows =
        gauge("queue_rows", "What waits to be done, at all nodes together; at most 100000.");
    prometheus::Family<prometheus::Gauge>& queue_oldest =
        gauge("queue_oldest_seconds", "For how long the oldest in the queue has been due.");
    prometheus::Family<prometheus::Gauge>& capacity_drift =
        gauge("capacity_drift_sessions", "Sessions whose seats do not add up; must be 0.");
    prometheus::Family<prometheus::Gauge>& ledger_drift =
        gauge("ledger_drift_transactions",
              "Transactions of the ledger, of the last day, that do not sum to zero; must be 0.");
    prometheus::Family<prometheus::Gauge>& business_measured =
        gauge("business_measured_timestamp_seconds",
              "When queues, drift and events were measured, in seconds since the epoch.");
    prometheus::Family<prometheus::Gauge>& health_state =
        gauge("health_state", "0 healthy, 1 degraded, 2 unhealthy, by what was looked at.");
};

Metrics::Metrics(std::string_view version) : state_(std::make_unique<State>()) {
    state_->build_info.Add({{"version", std::string(version)}}).Set(1);
    state_->start_time.Add({}).SetToCurrentTime();
}

Metrics::~Metrics() = default;

Timing Metrics::http_request(std::string_view method, std::string_view route, unsigned status) {
    return Timing(state_->http_requests.Add({{"method", std::string(method)},
                                             {"route", std::string(route)},
                                             {"status", std::to_string(status)}},
                                            seconds()));
}

Gauge Metrics::http_requests_under_way() {
    return Gauge(state_->http_under_way.Add({}));
}

LaneMetrics Metrics::lane(std::string_view name) {
    const std::string lane(name);
    return {Gauge(state_->lane_connections.Add({{"lane", lane}})),
            Gauge(state_->lane_units.Add({{"lane", lane}})),
            Timing(state_->lane_answers.Add({{"lane", lane}}, seconds())),
            Counter(state_->lane_refusals.Add({{"lane", lane}, {"reason", "overloaded"}})),
            Counter(state_->lane_refusals.Add({{"lane", lane}, {"reason", "unanswered"}})),
            Counter(state_->lane_guarded.Add({{"lane", lane}}))};
}

ReplicaMetrics Metrics::replica(std::string_view name) {
    const std::string replica(name);
    const auto reads = [&](const char* result) {
        return Counter(state_->replica_reads.Add({{"replica", replica}, {"result", result}}));
    };
    return {reads("served"), reads("behind"), reads("failed"),
            Gauge(state_->replica_up.Add({{"replica", replica}})),
            Gauge(state_->replica_lag.Add({{"replica", replica}}))};
}

JobMetrics Metrics::job(std::string_view name) {
    const std::string job(name);
    return {Timing(state_->job_rounds.Add({{"job", job}}, seconds())),
            Counter(state_->job_failures.Add({{"job", job}}))};
}

void Metrics::cache(std::string_view kind, const CacheFigures& figures) {
    const std::string name(kind);
    const auto raise = [&](const char* result, double to) {
        auto& reads = state_->cache_reads.Add({{"kind", name}, {"result", result}});
        reads.Increment(to - reads.Value());
    };
    raise("hit", figures.hits);
    raise("miss", figures.misses);
    state_->cache_entries.Add({{"kind", name}}).Set(figures.entries);
    state_->cache_bytes.Add({{"kind", name}}).Set(figures.bytes);
}

Counter Metrics::hold(std::string_view result) {
    return Counter(state_->holds.Add({{"result", std::string(result)}}));
}

Counter Metrics::expired_holds() {
    return Counter(state_->expired_holds);
}

void Metrics::business_event(std::string_view event, double times) {
    auto& series = state_->business_events.Add({{"event", std::string(event)}});
    series.Increment(times - series.Value());
}

void Metrics::queue(std::string_view name, double rows, double oldest_seconds) {
    const std::string queue(name);
    state_->queue_rows.Add({{"queue", queue}}).Set(rows);
    state_->queue_oldest.Add({{"queue", queue}}).Set(oldest_seconds);
}

void Metrics::drift(const DriftFigures& figures) {
    state_->capacity_drift.Add({}).Set(figures.sessions);
    state_->ledger_drift.Add({}).Set(figures.transactions);
    state_->business_measured.Add({}).Set(figures.measured_at);
}

void Metrics::health(std::string_view check, int state) {
    state_->health_state.Add({{"check", std::string(check)}}).Set(state);
}

std::string Metrics::text() const {
    state_->resident.Set(resident_bytes());
    state_->processor.Increment(processor_seconds() - state_->processor.Value());
    return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace obs

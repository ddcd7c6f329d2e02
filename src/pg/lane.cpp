// The queue of a lane, its connections and how they are kept alive.
#include "pg/lane.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <exception>
#include <optional>
#include <random>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "base/backoff.hpp"
#include "obs/log.hpp"
#include "pg/connection.hpp"
#include "pg/connector.hpp"
#include "pg/sqlstate.hpp"

namespace pg {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using UnitOutcome = Outcome<std::vector<Rows>>;

constexpr std::chrono::seconds connect_seconds_max{5};
constexpr std::chrono::seconds close_seconds_max{1};
// What an unpooled session is set up with when it is made.
const Query settings_of_unit = {
    "settings_of_unit",
    "select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true), "
    "set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true), "
    "set_config('idle_in_transaction_session_timeout', $3, true), "
    "set_config('transaction_read_only', $4, true)"};
constexpr std::size_t parameters_max = 65535;  // a 16-bit count in the protocol

UnitOutcome failed(Failure::Kind kind, std::string message) {
    Failure failure;
    failure.kind = kind;
    failure.message = std::move(message);
    return tl::unexpected<Failure>(std::move(failure));
}

// A unit and the coroutine that waits for it: `wake` ends with the longest wait in the queue, once
// the unit is sent at the deadline, or earlier with the outcome.
struct Job {
    Job(const asio::any_io_executor& executor, Unit its_unit, base::Deadline its_deadline,
        std::chrono::milliseconds wait_max)
        : unit(std::move(its_unit)),
          deadline(its_deadline),
          wake(executor, std::min(its_deadline, base::deadline_in(wait_max))) {}

    Unit unit;
    base::Deadline deadline;
    asio::steady_timer wake;
    std::optional<UnitOutcome> outcome;
};
using JobPointer = std::shared_ptr<Job>;

// A place for one connection after the other.
struct Slot {
    explicit Slot(const asio::any_io_executor& executor) : pause(executor) {}

    int index = 0;
    std::shared_ptr<Connector> connector;                   // while connecting
    std::shared_ptr<Connection> connection;                 // while connected
    asio::steady_timer pause;                               // between two attempts
    std::unordered_map<Pipeline::Number, JobPointer> jobs;  // sent and waited for
};

void require_sendable(const Unit& unit) {
    for (const Statement& statement : unit.statements) {
        if (statement.query == nullptr) throw std::logic_error("a statement without a query");
        if (statement.params.values().size() > parameters_max) {
            throw std::logic_error("too many parameters for " + statement.query->name);
        }
    }
}

tl::expected<ConnectionParameters, std::string> session_parameters(const LaneOptions& options) {
    auto parameters = ConnectionParameters::parse(options.conninfo);
    if (!parameters) return parameters;
    parameters->set("application_name", "bookingtms " + options.name);
    parameters->want_primary(options.read_only && !options.pooled);
    if (options.pooled) {
        parameters->set("client_encoding", "UTF8");
        return parameters;
    }
    parameters->add_formats();
    const auto limit = [&](std::string_view name, std::chrono::milliseconds time) {
        parameters->add_session_setting(name, std::to_string(time.count()));
    };
    limit("statement_timeout", options.statement_timeout);
    limit("lock_timeout", options.lock_timeout);
    limit("idle_in_transaction_session_timeout", options.idle_in_transaction_timeout);
    if (options.read_only) parameters->add_session_setting("default_transaction_read_only", "on");
    return parameters;
}

Statement settings_of(const LaneOptions& options) {
    Statement settings;
    settings.query = &settings_of_unit;
    settings.params.text(std::to_string(options.statement_timeout.count()));
    settings.params.text(std::to_string(options.lock_timeout.count()));
    settings.params.text(std::to_string(options.idle_in_transaction_timeout.count()));
    settings.params.text(options.read_only ? "on" : "off");
    return settings;
}

ConnectionLimits limits_of(const LaneOptions& options) {
    ConnectionLimits limits;
    limits.prepares = !options.pooled;
    limits.units_in_flight_max = options.pooled ? 1 : options.units_in_flight_per_connection_max;
    limits.statement_timeout = options.statement_timeout;
    static thread_local std::minstd_rand random(std::random_device{}());
    std::uniform_real_distribution<double> share(0.9, 1.0);
    limits.lifetime = std::chrono::duration_cast<std::chrono::milliseconds>(
        options.connection_lifetime * share(random));
    return limits;
}

// Whether the server was the primary and is no more, or was made read only meanwhile.
bool takes_no_writes(const LaneOptions& options, const UnitOutcome& outcome) {
    return !options.read_only && !outcome &&
           outcome.error().sqlstate == sqlstate::read_only_sql_transaction;
}

void log_made(const LaneOptions& options, const Slot& slot) {
    obs::log(obs::Level::debug, "connection_made",
             {{"lane", options.name}, {"connection", std::int64_t{slot.index}}});
}

void log_lost(const LaneOptions& options, const Slot& slot, const std::string& reason) {
    obs::log(
        obs::Level::warn, "connection_lost",
        {{"lane", options.name}, {"connection", std::int64_t{slot.index}}, {"reason", reason}});
}

void log_failed(const LaneOptions& options, const Slot& slot, const std::string& reason,
                obs::Level level) {
    obs::log(
        level, "connection_failed",
        {{"lane", options.name}, {"connection", std::int64_t{slot.index}}, {"reason", reason}});
}

// A coroutine that keeps a connection alive ends with an exception only through a fault of the
// program; to go on without it would leave a lane that never answers.
void rethrow(std::exception_ptr fault) {
    if (fault) std::rethrow_exception(fault);
}

}  // namespace

// Coroutines that work on the state hold it, so it lives until the last of them has ended.
struct Lane::State {
    State(asio::any_io_executor its_executor, LaneOptions its_options);

    static base::Task<UnitOutcome> run(std::shared_ptr<State> self, Unit unit,
                                       base::Deadline deadline);
    static base::Task<UnitOutcome> run_observed(std::shared_ptr<State> self, Unit unit,
                                                base::Deadline deadline);
    static base::Task<void> keep_connected(std::shared_ptr<State> self, Slot* slot);
    static base::Task<void> stop(std::shared_ptr<State> self, base::Deadline deadline);
    base::Task<Connector::Connected> connect(Slot* slot);
    base::Task<bool> serve(Slot* slot);
    base::Task<void> wait_for_change(base::Deadline deadline);

    void pump();
    Slot* roomiest_slot_for(const Unit& unit);
    void finish(Job& job, UnitOutcome outcome);
    void give_up(const JobPointer& job);
    void take(Slot& slot, Pipeline::Answer answer);
    void close();
    bool has_work() const;
    LaneStats stats() const;

    asio::any_io_executor executor;
    LaneOptions options;
    std::optional<obs::LaneMetrics> metrics;
    std::deque<JobPointer> queue;
    std::deque<Slot> slots;
    asio::steady_timer change;  // cancelled when something happened that stop() waits for
    int running_slots = 0;
    bool stopping = false;  // takes no further units
    bool closing = false;   // connects no more
};

Lane::State::State(asio::any_io_executor its_executor, LaneOptions its_options)
    : executor(std::move(its_executor)), options(std::move(its_options)), change(executor) {
    if (options.metrics) metrics = options.metrics->lane(options.name);
    for (int index = 0; index < options.connections; ++index) {
        slots.emplace_back(executor).index = index;
    }
}

base::Task<UnitOutcome> Lane::State::run(std::shared_ptr<State> self, Unit unit,
                                         base::Deadline deadline) {
    require_sendable(unit);
    if (self->options.pooled) {
        unit.statements.insert(unit.statements.begin(), settings_of(self->options));
    }
    if (self->stopping) co_return failed(Failure::Kind::stopped, "the lane is stopping");
    if (std::chrono::steady_clock::now() >= deadline) {
        co_return failed(Failure::Kind::deadline, "the deadline had passed before the unit came");
    }
    if (self->queue.size() >= static_cast<std::size_t>(self->options.queued_units_max)) {
        co_return failed(Failure::Kind::overloaded, "the queue of the lane is full");
    }
    const auto job =
        std::make_shared<Job>(self->executor, std::move(unit), deadline, self->options.wait_max);
    self->queue.push_back(job);
    self->pump();
    // Sending the unit moves the end of the wait to the deadline.
    while (!job->outcome && std::chrono::steady_clock::now() < job->wake.expiry()) {
        error_code woken;
        co_await job->wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    if (!job->outcome) self->give_up(job);
    UnitOutcome outcome = std::move(*job->outcome);
    if (outcome && self->options.pooled) outcome->erase(outcome->begin());
    co_return outcome;
}

base::Task<UnitOutcome> Lane::State::run_observed(std::shared_ptr<State> self, Unit unit,
                                                  base::Deadline deadline) {
    if (!self->metrics) co_return co_await run(self, std::move(unit), deadline);
    const auto began = std::chrono::steady_clock::now();
    const obs::UnderWay under_way(self->metrics->units);
    UnitOutcome outcome = co_await run(self, std::move(unit), deadline);
    if (outcome || outcome.error().kind == Failure::Kind::refused) {
        self->metrics->answered.observe(std::chrono::steady_clock::now() - began);
        const bool is_guarded = !outcome && outcome.error().sqlstate == sqlstate::check_violation;
        if (is_guarded) self->metrics->guarded.add();
    } else if (outcome.error().kind == Failure::Kind::overloaded) {
        self->metrics->overloaded.add();
    } else {
        self->metrics->unanswered.add();
    }
    co_return outcome;
}

// Sends from the front of the queue as long as some connection has room.
void Lane::State::pump() {
    const auto now = std::chrono::steady_clock::now();
    while (!queue.empty()) {
        // Nobody waits for this one any more, only its coroutine has not been told yet.
        if (queue.front()->wake.expiry() <= now) {
            give_up(JobPointer(queue.front()));
            continue;
        }
        Slot* slot = roomiest_slot_for(queue.front()->unit);
        if (slot == nullptr) return;
        JobPointer job = std::move(queue.front());
        queue.pop_front();
        const Pipeline::Number number = slot->connection->send(job->unit);
        job->wake.expires_at(job->deadline);
        slot->jobs.emplace(number, std::move(job));
    }
}

Slot* Lane::State::roomiest_slot_for(const Unit& unit) {
    Slot* roomiest = nullptr;
    for (Slot& slot : slots) {
        if (slot.connection == nullptr || !slot.connection->has_room_for(unit)) continue;
        const int in_flight = slot.connection->in_flight();
        if (roomiest != nullptr && in_flight >= roomiest->connection->in_flight()) continue;
        if (in_flight == 0 && !slot.connection->still_there()) continue;
        roomiest = &slot;
        if (in_flight == 0) break;
    }
    return roomiest;
}

void Lane::State::finish(Job& job, UnitOutcome outcome) {
    job.outcome = std::move(outcome);
    job.wake.cancel();
    if (stopping) change.cancel();
}

// The deadline came before the answer.
void Lane::State::give_up(const JobPointer& job) {
    const auto queued = std::find(queue.begin(), queue.end(), job);
    if (queued != queue.end()) {
        queue.erase(queued);
        if (stats().connected == 0) {
            return finish(*job, failed(Failure::Kind::unavailable, "no connection in time"));
        }
        return finish(*job, failed(Failure::Kind::deadline, "no connection had room in time"));
    }
    for (Slot& slot : slots) {
        for (const auto& [number, sent] : slot.jobs) {
            if (sent != job) continue;
            slot.connection->abandon(number);
            slot.jobs.erase(number);
            return finish(*job, failed(Failure::Kind::unknown, "no answer before the deadline"));
        }
    }
}

void Lane::State::take(Slot& slot, Pipeline::Answer answer) {
    const auto found = slot.jobs.find(answer.number);
    const JobPointer job = std::move(found->second);
    slot.jobs.erase(found);
    if (takes_no_writes(options, answer.outcome)) {
        answer.outcome.error().kind = Failure::Kind::unavailable;
        slot.connection->close("the server takes no writes");
    }
    finish(*job, std::move(answer.outcome));
}

base::Task<void> Lane::State::keep_connected(std::shared_ptr<State> self, Slot* slot) {
    base::Backoff backoff(std::random_device{}());
    auto failure_level = obs::Level::warn;  // only the first failure in a row is news
    while (!self->closing) {
        Connector::Connected connected = co_await self->connect(slot);
        if (self->closing) break;
        if (connected) {
            log_made(self->options, *slot);
            failure_level = obs::Level::warn;
            const auto made_at = std::chrono::steady_clock::now();
            slot->connection = std::make_shared<Connection>(self->executor, std::move(*connected),
                                                            limits_of(self->options));
            const bool was_old = co_await self->serve(slot);
            if (was_old) continue;  // nothing is wrong with the server: the next one at once
            // A server that takes connections only to drop them is not knocked at without a pause.
            if (std::chrono::steady_clock::now() - made_at > base::Backoff::pause_max)
                backoff.reset();
        } else {
            log_failed(self->options, *slot, connected.error(), failure_level);
            failure_level = obs::Level::debug;
        }
        if (self->closing) break;
        slot->pause.expires_after(backoff.next_pause());
        error_code woken;
        co_await slot->pause.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    --self->running_slots;
    self->change.cancel();
}

base::Task<Connector::Connected> Lane::State::connect(Slot* slot) {
    auto parameters = session_parameters(options);
    if (!parameters) co_return tl::unexpected<std::string>(parameters.error());
    slot->connector = std::make_shared<Connector>(executor);
    Connector::Connected connected = co_await slot->connector->connect(
        std::move(*parameters), base::deadline_in(connect_seconds_max));
    slot->connector.reset();
    co_return connected;
}

// Sends and receives until the connection is lost. True: it had reached its age.
base::Task<bool> Lane::State::serve(Slot* slot) {
    std::optional<std::string> lost;
    if (metrics) metrics->connections.add(1);
    while (!lost) {
        pump();
        Connection::Received received = co_await slot->connection->receive();
        for (auto& answer : received.answers) take(*slot, std::move(answer));
        lost = std::move(received.lost);
    }
    if (metrics) metrics->connections.add(-1);
    const bool was_old = slot->connection->is_old();
    if (!closing && !was_old) log_lost(options, *slot, *lost);
    slot->connection.reset();
    co_return was_old;
}

base::Task<void> Lane::State::stop(std::shared_ptr<State> self, base::Deadline deadline) {
    self->stopping = true;
    while (self->has_work() && std::chrono::steady_clock::now() < deadline) {
        co_await self->wait_for_change(deadline);
    }
    self->close();
    const base::Deadline closed_by = base::deadline_in(close_seconds_max);
    while (self->running_slots > 0 && std::chrono::steady_clock::now() < closed_by) {
        co_await self->wait_for_change(closed_by);
    }
}

base::Task<void> Lane::State::wait_for_change(base::Deadline deadline) {
    change.expires_at(deadline);
    error_code woken;
    co_await change.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

void Lane::State::close() {
    stopping = true;
    closing = true;
    for (; !queue.empty(); queue.pop_front()) {
        finish(*queue.front(), failed(Failure::Kind::stopped, "the lane has stopped"));
    }
    for (Slot& slot : slots) {
        slot.pause.cancel();
        if (slot.connector != nullptr) slot.connector->give_up("the lane has stopped");
        if (slot.connection != nullptr) slot.connection->close("the lane has stopped");
    }
}

bool Lane::State::has_work() const {
    if (!queue.empty()) return true;
    return std::any_of(slots.begin(), slots.end(), [](const Slot& s) { return !s.jobs.empty(); });
}

LaneStats Lane::State::stats() const {
    LaneStats stats;
    stats.queued = static_cast<int>(queue.size());
    for (const Slot& slot : slots) {
        if (slot.connection == nullptr) continue;
        ++stats.connected;
        stats.in_flight += slot.connection->in_flight();
    }
    return stats;
}

Lane::Lane(asio::any_io_executor executor, LaneOptions options)
    : state_(std::make_shared<State>(std::move(executor), std::move(options))) {}

Lane::~Lane() {
    state_->close();
}

void Lane::start() {
    for (Slot& slot : state_->slots) {
        ++state_->running_slots;
        asio::co_spawn(state_->executor, State::keep_connected(state_, &slot), rethrow);
    }
}

base::Task<UnitOutcome> Lane::run(Unit unit, base::Deadline deadline) {
    return State::run_observed(state_, std::move(unit), deadline);
}

base::Task<void> Lane::stop(base::Deadline deadline) {
    return State::stop(state_, deadline);
}

LaneStats Lane::stats() const {
    return state_->stats();
}

const LaneOptions& Lane::options() const {
    return state_->options;
}

}  // namespace pg

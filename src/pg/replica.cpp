// Checks a replica again and again, and reads it as long as it keeps up.
#include "pg/replica.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "obs/log.hpp"

namespace pg {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// How far apart two looks at a replica are that is not there yet, at first.
constexpr std::chrono::milliseconds look_pause_min{1};
// From this pause on the primary is asked to flush its log, once: a busy one has done so before.
constexpr std::chrono::milliseconds flush_at_pause{8};
// A replica that is behind because there is much to replay is not helped by more to replay.
constexpr std::chrono::milliseconds flush_interval_min{50};

// A commit is answered when it is flushed, so the flushed part of the log has all that anybody was
// told of; a part that is only written would make readers wait for nothing.
const Query server_standing = {"server_standing",
                               "select pg_is_in_recovery(), "
                               "(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() "
                               "else pg_current_wal_flush_lsn() end - '0/0'::pg_lsn)::bigint, "
                               "(select system_identifier::text from pg_control_system())"};

// Writes a commit, which flushes the log: an idle primary flushes whole pages only, and a replica
// cannot replay a record whose rest is not flushed.
const Query flush_log = {"flush_log", "select pg_logical_emit_message(true, 'bookingtms', '')"};

Unit only(const Query& query) {
    Unit unit;
    unit.statements.push_back(Statement{&query, Params()});
    return unit;
}

void rethrow(std::exception_ptr fault) {
    if (fault) std::rethrow_exception(fault);
}

}  // namespace

Replica::Replica(asio::any_io_executor executor, Lane& primary, ReplicaOptions options)
    : executor_(executor),
      primary_(primary),
      options_(std::move(options)),
      metrics_(options_.metrics->replica(options_.status->name)),
      lane_(executor, options_.lane),
      pause_(executor) {}

void Replica::start() {
    lane_.start();
    is_running_ = true;
    asio::co_spawn(executor_, keep_checking(), rethrow);
}

base::Task<std::optional<Replica::Standing>> Replica::ask(Lane* lane, base::Deadline deadline) {
    const auto outcome = co_await lane->run(only(server_standing), deadline);
    if (!outcome) co_return std::nullopt;
    const Row row = outcome->front()[0];
    Standing standing;
    standing.is_replica = row.boolean(0);
    standing.position = row.optional_integer(1).value_or(0);
    standing.cluster = row.text(2);
    co_return standing;
}

base::Task<bool> Replica::catches_up_with(WalPosition position, base::Deadline deadline) {
    asio::steady_timer timer(executor_);
    auto wait = look_pause_min;
    while (replayed_ < position) {
        const auto standing = co_await ask(&lane_, deadline);
        if (!standing || !standing->is_replica) co_return false;
        replayed_ = standing->position;
        if (replayed_ >= position) break;
        if (std::chrono::steady_clock::now() + wait >= deadline) co_return false;
        if (wait == flush_at_pause) co_await make_primary_flush(deadline);
        timer.expires_after(wait);
        error_code ignored;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        wait *= 2;
    }
    co_return true;
}

base::Task<void> Replica::make_primary_flush(base::Deadline deadline) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_flush_) co_return;
    next_flush_ = now + flush_interval_min;
    // Whether it worked shows in what the replica replays.
    co_await primary_.run(only(flush_log), deadline);
}

base::Task<std::optional<std::vector<Rows>>> Replica::read(Unit unit, base::Deadline deadline) {
    const auto now = std::chrono::steady_clock::now();
    const base::Deadline caught_up_by = std::min(deadline, now + options_.lag_max);
    const auto primary = co_await ask(&primary_, caught_up_by);
    if (!primary || primary->is_replica) co_return std::nullopt;
    if (!co_await catches_up_with(primary->position, caught_up_by)) {
        lag_.primary_was_at(primary->position, now);
        is_usable_ = false;  // until the next check
        metrics_.behind.add();
        co_return std::nullopt;
    }
    // Asked again in the transaction of the read, because a replica that was started anew meanwhile
    // may have less than before, and one that was promoted goes its own way.
    unit.statements.insert(unit.statements.begin(), Statement{&server_standing, Params()});
    auto outcome = co_await lane_.run(std::move(unit), now + (deadline - now) / 2);
    if (!outcome) {
        metrics_.failed.add();
        co_return std::nullopt;
    }
    const Row standing = outcome->front()[0];
    if (!standing.boolean(0) || standing.optional_integer(1).value_or(0) < primary->position) {
        replayed_ = 0;
        is_usable_ = false;
        metrics_.behind.add();
        co_return std::nullopt;
    }
    metrics_.served.add();
    outcome->erase(outcome->begin());
    co_return std::move(*outcome);
}

base::Task<void> Replica::keep_checking() {
    while (!is_stopping_) {
        co_await check();
        if (is_stopping_) break;
        pause_.expires_after(options_.check_every);
        error_code woken;
        co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    is_running_ = false;
}

base::Task<void> Replica::check() {
    const base::Deadline answered_by = base::deadline_in(options_.check_every);
    const auto primary = co_await ask(&primary_, answered_by);
    const auto asked_at = std::chrono::steady_clock::now();
    const auto replica = co_await ask(&lane_, answered_by);
    if (is_stopping_) co_return;
    if (!replica) co_return know(false, "it does not answer in time");
    if (!replica->is_replica) co_return know(false, "it is no replica any more");
    // Nothing is read while the primary is away, because nobody is let in.
    if (!primary) co_return know(true, "");
    if (replica->cluster != primary->cluster) {
        co_return know(false, "it belongs to another primary");
    }
    if (primary->position < primary_position_) lag_.forget();
    primary_position_ = primary->position;
    replayed_ = replica->position;
    lag_.primary_was_at(primary->position, asked_at);
    lag_.replayed(replica->position);
    know(true, "");
}

void Replica::know(bool is_up, std::string reason) {
    const auto lag = lag_.at(std::chrono::steady_clock::now());
    is_usable_ = is_up && lag <= options_.lag_max;
    metrics_.is_up.set(is_up ? 1 : 0);
    metrics_.lag_seconds.set(std::chrono::duration<double>(lag).count());
    options_.status->lag_ms = lag.count();
    if (options_.status->is_up.exchange(is_up) == is_up) return;
    const std::string& name = options_.status->name;
    if (is_up) {
        obs::log(obs::Level::info, "replica_up", {{"replica", name}});
    } else {
        obs::log(obs::Level::warn, "replica_down", {{"replica", name}, {"reason", reason}});
    }
}

base::Task<void> Replica::stop(base::Deadline deadline) {
    is_stopping_ = true;
    pause_.cancel();
    co_await lane_.stop(deadline);
}

}  // namespace pg

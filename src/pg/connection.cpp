// libpq's pipeline mode under asio: sending units, waiting for the socket, reading results.
#include "pg/connection.hpp"

#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace pg {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// libpq gives one NULL after the results of each command. More in a row mean that it expects
// nothing while we do, which it would repeat for ever.
constexpr int nulls_in_a_row_max = 2;

// What a result means. The error is why the connection has come to its end.
tl::expected<Arrival, std::string> arrival_of(ResultHandle result) {
    switch (PQresultStatus(result.get())) {
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
        case PGRES_EMPTY_QUERY:
            return Rows(std::shared_ptr<const PGresult>(std::move(result)));
        case PGRES_PIPELINE_ABORTED:
            return Aborted();
        case PGRES_PIPELINE_SYNC:
            return Synced();
        case PGRES_FATAL_ERROR:
            break;
        default:
            return tl::unexpected<std::string>("COPY has no place in a pipeline");
    }
    Failure failure = failure_of(result.get());
    if (ends_connection(result.get())) return tl::unexpected(std::move(failure.message));
    return failure;
}

}  // namespace

Connection::Connection(asio::any_io_executor executor, ConnectionHandle handle,
                       ConnectionLimits limits)
    : handle_(std::move(handle)),
      limits_(limits),
      pipeline_(limits.units_in_flight_max, limits.prepares),
      socket_(executor),
      silence_(executor),
      old_at_(limits.lifetime.count() == 0 ? base::Deadline::max()
                                           : base::deadline_in(limits.lifetime)),
      age_(executor),
      heard_at_(std::chrono::steady_clock::now()) {
    PQsetNoticeReceiver(handle_.get(), &Connection::on_notice, this);
    error_code error;
    socket_.assign(PQsocket(handle_.get()), error);
    if (error) lost_ = error.message();
}

Connection::~Connection() {
    if (socket_.is_open()) socket_.release();
}

bool Connection::has_room_for(const Unit& unit) const {
    return !lost_ && !is_old() && pipeline_.has_room_for(unit);
}

bool Connection::still_there() {
    if (lost_) return false;
    // PQisBusy reads what PQconsumeInput found; a farewell of the server goes to on_notice().
    if (PQconsumeInput(handle_.get()) == 0) close(error_message(handle_.get()));
    PQisBusy(handle_.get());
    return !lost_;
}

Pipeline::Number Connection::send(const Unit& unit) {
    if (pipeline_.in_flight() == 0) heard_at_ = std::chrono::steady_clock::now();
    const Pipeline::Begun begun = pipeline_.begin(unit);
    handed_over_ = hand_over(unit, begun);
    if (!handed_over_) close(error_message(handle_.get()));
    flush();
    watch_for_silence();
    return begun.number;
}

bool Connection::hand_over(const Unit& unit, const Pipeline::Begun& begun) {
    for (const Query* query : begun.to_prepare) {
        if (PQsendPrepare(handle_.get(), query->name.c_str(), query->text.c_str(), 0, nullptr) ==
            0) {
            return false;
        }
    }
    for (const Statement& statement : unit.statements) {
        if (!hand_over(statement)) return false;
    }
    // Writes to the socket at once: libpq has a sync without that only from version 17 on.
    return PQpipelineSync(handle_.get()) == 1;
}

bool Connection::hand_over(const Statement& statement) {
    values_.clear();
    for (const auto& value : statement.params.values()) {
        values_.push_back(value ? value->c_str() : nullptr);
    }
    const int count = static_cast<int>(values_.size());
    if (limits_.prepares) {
        return PQsendQueryPrepared(handle_.get(), statement.query->name.c_str(), count,
                                   values_.data(), nullptr, nullptr, 0) == 1;
    }
    return PQsendQueryParams(handle_.get(), statement.query->text.c_str(), count, nullptr,
                             values_.data(), nullptr, nullptr, 0) == 1;
}

// While libpq holds bytes that the socket does not take, no further unit is begun (Pipeline), so a
// server that reads slowly holds us up instead of growing our memory.
void Connection::flush() {
    // A unit that libpq did not take whole has no Sync and so cannot happen, whatever else is
    // written.
    if (!handed_over_) return;
    const int rest = PQflush(handle_.get());
    if (rest == 0) return pipeline_.written();
    if (rest < 0) close(error_message(handle_.get()));
    if (lost_ || waiting_to_write_) return;
    waiting_to_write_ = true;
    socket_.async_wait(asio::posix::descriptor_base::wait_write,
                       [self = shared_from_this()](error_code cancelled) {
                           self->waiting_to_write_ = false;
                           if (cancelled) return;
                           self->flush();
                           // Wakes receive(), whose caller then looks for further units to send.
                           if (!self->waiting_to_write_) self->socket_.cancel();
                       });
}

base::Task<Connection::Received> Connection::receive() {
    watch_age();
    if (!lost_) {
        error_code error;
        co_await socket_.async_wait(asio::posix::descriptor_base::wait_read,
                                    asio::redirect_error(asio::use_awaitable, error));
        if (error && error != asio::error::operation_aborted) close(error.message());
    }
    Received received;
    // Also after the end: what the server said before it hung up still counts.
    if (PQconsumeInput(handle_.get()) == 0 && !lost_) close(error_message(handle_.get()));
    flush();  // PQconsumeInput writes, too: learn whether the newest unit has left now
    take_results(received.answers);
    end_when_old();
    if (lost_) {
        end(received);
    } else {
        heard_at_ = std::chrono::steady_clock::now();
    }
    co_return received;
}

void Connection::end(Received& received) {
    // PQfinish would write what libpq still holds, and with it perhaps the Sync of a unit that is
    // about to be answered as not sent.
    if (in_flight() > 0) ::shutdown(PQsocket(handle_.get()), SHUT_RDWR);
    for (auto& answer : pipeline_.lose(*lost_)) received.answers.push_back(std::move(answer));
    received.lost = lost_;
}

void Connection::take_results(std::vector<Pipeline::Answer>& answers) {
    int nulls_in_a_row = 0;
    while (PQisBusy(handle_.get()) == 0 && pipeline_.in_flight() > 0) {
        ResultHandle result(PQgetResult(handle_.get()));
        if (result == nullptr) {
            if (++nulls_in_a_row > nulls_in_a_row_max)
                return close("libpq expects no more results");
            continue;
        }
        nulls_in_a_row = 0;
        auto arrival = arrival_of(std::move(result));
        if (!arrival) return close(std::move(arrival.error()));
        if (auto answer = pipeline_.accept(std::move(*arrival))) {
            answers.push_back(std::move(*answer));
        }
        if (pipeline_.out_of_step()) return close("the answers do not match what was sent");
    }
}

// A peer that vanished without a word is noticed here: every command in flight is answered within
// statement_timeout, or something is wrong with the server or the way to it.
base::Deadline Connection::silent_until() const {
    const auto commands = static_cast<int>(pipeline_.oldest_command_count());
    return heard_at_ + limits_.statement_timeout * commands + limits_.silence_grace;
}

void Connection::watch_for_silence() {
    if (watching_ || lost_ || limits_.statement_timeout.count() == 0) return;
    watching_ = true;
    silence_.expires_at(silent_until());
    silence_.async_wait([self = shared_from_this()](error_code cancelled) {
        self->watching_ = false;
        if (cancelled || self->in_flight() == 0) return;
        if (std::chrono::steady_clock::now() >= self->silent_until()) {
            self->close("the server has not answered in time");
        }
        self->watch_for_silence();
    });
}

// An idle connection hears nothing by which it could notice its age.
void Connection::watch_age() {
    if (watching_age_ || old_at_ == base::Deadline::max()) return;
    watching_age_ = true;
    age_.expires_at(old_at_);
    age_.async_wait([self = shared_from_this()](error_code) { self->end_when_old(); });
}

void Connection::end_when_old() {
    if (is_old() && in_flight() == 0) close("its lifetime is over");
}

void Connection::close(std::string reason) {
    if (!lost_) lost_ = std::move(reason);
    if (socket_.is_open()) socket_.cancel();
    silence_.cancel();
    age_.cancel();
}

// Notices of statements are of no interest here, and libpq's default would print them. What matters
// is the farewell of a server that ends an idle connection: it is an error that belongs to no
// statement.
void Connection::on_notice(void* connection, const PGresult* notice) {
    const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity == nullptr || std::string_view(severity) != "FATAL") return;
    static_cast<Connection*>(connection)->close(failure_of(notice).message);
}

}  // namespace pg

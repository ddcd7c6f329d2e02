// One connection to PostgreSQL in pipeline mode, from the moment it is made until it is lost.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "pg/pipeline.hpp"
#include "pg/result.hpp"

namespace pg {

struct ConnectionLimits {
    int units_in_flight_max = 1;
    // How long the server works on one command at most, as set for its session; 0: no limit.
    std::chrono::milliseconds statement_timeout{0};
    // How much longer the server may be silent about a unit in flight before the connection counts
    // as dead: a commit waits for the disk beyond statement_timeout.
    std::chrono::milliseconds silence_grace{10000};
    // From this age on it takes no units, and ends when none is in flight; 0: never.
    std::chrono::milliseconds lifetime{0};
    // Whether the server keeps prepared statements for us; a pooler may give each transaction to
    // another server.
    bool prepares = true;
};

// Units go in with send(), answers come out of receive(). Made with make_shared: handlers of its
// socket and its timer can outlive it. Not thread-safe.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    struct Received {
        std::vector<Pipeline::Answer> answers;
        // Why the connection is lost, where it is: the answers then hold one for every unit that
        // was still in flight, and the object is of no more use.
        std::optional<std::string> lost;
    };

    Connection(boost::asio::any_io_executor executor, ConnectionHandle handle,
               ConnectionLimits limits);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Whether send() may be called with this unit now.
    bool has_room_for(const Unit& unit) const;

    // Asks the socket whether the server has hung up. A unit sent after a hang-up would have to be
    // answered `unknown`, so an idle connection is asked before it is used.
    bool still_there();

    // Sends the unit. Its answer, also a failure to send, comes out of receive().
    Pipeline::Number send(const Unit& unit);

    // The answer of this unit is not wanted any more.
    void abandon(Pipeline::Number number) { pipeline_.abandon(number); }

    // Waits until something happened and gives the answers there are, perhaps none. To be called
    // again and again, by one coroutine, until the connection is lost: it has no deadline because
    // it waits for a server that may have nothing to say; each unit has its own.
    base::Task<Received> receive();

    // Breaks the connection off. receive() reports it as lost with this reason.
    void close(std::string reason);

    int in_flight() const { return pipeline_.in_flight(); }

    // Whether its lifetime is over.
    bool is_old() const { return std::chrono::steady_clock::now() >= old_at_; }

private:
    bool hand_over(const Unit& unit, const Pipeline::Begun& begun);
    bool hand_over(const Statement& statement);
    void flush();
    void end(Received& received);
    void take_results(std::vector<Pipeline::Answer>& answers);
    base::Deadline silent_until() const;
    void watch_for_silence();
    void watch_age();
    void end_when_old();
    static void on_notice(void* connection, const PGresult* notice);

    ConnectionHandle handle_;
    ConnectionLimits limits_;
    Pipeline pipeline_;
    boost::asio::posix::stream_descriptor socket_;  // borrows libpq's socket
    boost::asio::steady_timer silence_;
    bool watching_ = false;
    base::Deadline old_at_;
    boost::asio::steady_timer age_;
    bool watching_age_ = false;
    bool handed_over_ = true;  // libpq has taken the newest unit, its Sync included
    bool waiting_to_write_ = false;
    base::Deadline heard_at_;          // when the server last said something
    std::optional<std::string> lost_;  // why
    std::vector<const char*> values_;  // of the statement being sent, kept to reuse its memory
};

}  // namespace pg

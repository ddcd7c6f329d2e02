// One TCP connection: waiting, reading and writing with deadlines, and closing well. Knows nothing
// of requests.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "http/reply.hpp"
#include "http/server.hpp"

namespace http {

class Connection;

// What the connections of one thread share. Outlives them.
struct ThreadContext {
    ServerOptions options;
    bool is_draining = false;  // replies close their connection
    bool is_stopping = false;
    std::unordered_set<Connection*> connections;
    std::function<void()> when_empty;  // called whenever the last connection has gone
    HttpDate date;
    // Everything is read into this and then appended to the input of its connection, so that a
    // connection that waits owns no buffer.
    std::array<char, 16 * 1024> read_buffer{};
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    enum class Wait { ready, too_slow, closed };

    Connection(boost::asio::ip::tcp::socket socket, const boost::asio::ip::address& peer,
               ThreadContext& context);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    ThreadContext& context() { return context_; }
    boost::asio::any_io_executor executor() { return socket_.get_executor(); }
    const std::string& peer_address() const { return peer_address_; }

    // Waits until there is something to read, at most until the deadline.
    base::Task<Wait> wait_readable(base::Deadline deadline);
    // Appends what has arrived to `input`, without waiting. False: the client has closed.
    bool read();
    // Writes all of it within response_write_max. False: the client went away or is too slow.
    base::Task<bool> write(std::array<boost::asio::const_buffer, 3> buffers);

    // Ends our side first and reads on for a moment: closing a socket with unread input sends a
    // reset, which can destroy the reply before the client has read it.
    base::Task<void> close_gracefully();

    // Calls `on_gone` once when the client closes; what it sends until then is thrown away.
    void watch_for_close(std::function<void()> on_gone);

    void cut();  // closes at once; whoever waits learns that it is closed
    void check_deadline(base::Deadline now);  // wakes who waits longer than he wanted
    void stop();  // the server stops: cuts an idle connection, ends a stream

    std::string input;              // read, not yet understood
    bool is_idle = false;           // between two requests
    std::function<void()> on_stop;  // ends the stream that is being sent

private:
    void set_deadline(base::Deadline deadline);

    boost::asio::ip::tcp::socket socket_;
    ThreadContext& context_;
    std::string peer_address_;
    base::Deadline deadline_ = base::Deadline::max();
    bool is_late_ = false;
};

}  // namespace http

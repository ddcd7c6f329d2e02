// Makes one connection to PostgreSQL without ever blocking the thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "pg/connection_parameters.hpp"
#include "pg/result.hpp"

namespace pg {

// One attempt. Made with make_shared: the timer of the attempt can outlive it.
class Connector : public std::enable_shared_from_this<Connector> {
public:
    using Connected = tl::expected<ConnectionHandle, std::string>;

    explicit Connector(boost::asio::any_io_executor executor);

    // The connection, in pipeline mode and non-blocking, or a sentence that says why there is none.
    // Names of hosts are looked up first, because libpq would block for that. Of several servers
    // each gets an even share of the time that is left, so that one that does not answer keeps
    // nobody from the next.
    base::Task<Connected> connect(ConnectionParameters parameters, base::Deadline deadline);

    // Lets connect() end soon, with `reason`.
    void give_up(std::string reason);

private:
    base::Task<Connected> look_up_and_connect(ConnectionParameters parameters,
                                              base::Deadline deadline);
    base::Task<Connected> connect_to(ConnectionParameters server);
    void end_attempt_at(base::Deadline deadline);
    base::Task<std::vector<std::vector<std::string>>> look_up(std::vector<std::string> hosts);
    base::Task<Connected> shake_hands(ConnectionHandle connection);

    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::posix::stream_descriptor socket_;
    boost::asio::steady_timer timer_;          // of the whole
    boost::asio::steady_timer attempt_timer_;  // of the server that is being tried
    bool attempt_is_over_ = false;
    std::string given_up_;  // why, "" as long as it goes on
};

}  // namespace pg

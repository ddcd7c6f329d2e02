// The body of a reply that is sent piece by piece.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "base/task.hpp"
#include "http/connection.hpp"
#include "http/message.hpp"
#include "http/reply.hpp"

namespace http {

class Stream final : public BodyWriter {
public:
    // `framing` is chunks or, for a client of HTTP/1.0, end_of_connection.
    Stream(std::shared_ptr<Connection> connection, Framing framing);

    base::Task<bool> write(std::string piece) override;
    base::Task<bool> idle(std::chrono::milliseconds wait) override;
    void wake() override;

    // From now on write() and idle() give false; who waits in idle() is woken.
    void end();

    // Tells the client that the body is complete. False: it is not, because a piece got lost.
    base::Task<bool> finish();

private:
    std::shared_ptr<Connection> connection_;
    Framing framing_;
    boost::asio::steady_timer timer_;
    bool is_open_ = true;
    bool is_broken_ = false;
    bool is_woken_ = false;
};

}  // namespace http

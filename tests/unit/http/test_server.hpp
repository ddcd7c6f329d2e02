// A server on a free port with an application that does what a test wants.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <future>
#include <memory>

#include "base/task.hpp"
#include "http/server.hpp"

namespace test {

struct Behaviour {
    std::function<base::Task<http::Response>(http::Request)> handle;
    std::function<void()> on_stop;  // may be empty
};

// Tells what the server made of the request: the body as it was, and headers that describe the
// rest.
Behaviour echo();
Behaviour always(http::Response response);

// What a protocol fault is answered with: 400, 431, 413 or 408.
unsigned status_of(http::ProtocolFault fault);

// Something that one handler waits for. The test opens it from its own thread.
class Gate {
public:
    base::Task<void> wait();
    void await_arrival();  // in the test: blocks until the handler waits
    void open();

private:
    std::promise<void> arrived_;
    boost::asio::steady_timer* timer_ = nullptr;
};

// True where it was set within five seconds.
bool is_set(std::future<void> future);

// Started when made, stopped when destroyed.
class TestServer {
public:
    explicit TestServer(Behaviour behaviour = echo(), http::ServerOptions options = {});
    std::uint16_t port() const { return server_.port(); }
    void drain() { server_.drain(); }
    void stop() { server_.stop(); }

private:
    http::Server server_;
};

http::Server::MakeApplication make_application(Behaviour behaviour);

}  // namespace test

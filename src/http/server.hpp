// The HTTP/1.1 server: N threads, each with its own io_context and SO_REUSEPORT listener, so a
// request lives on one thread from accept to reply.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "http/message.hpp"

namespace http {

// What answers requests on one thread. Built, used and destroyed on that thread.
class Application {
public:
    virtual ~Application() = default;
    // Answers every request; an exception that escapes closes the connection after a bare 500.
    virtual base::Task<Response> handle(Request request) = 0;
    // The reply to what is not a valid request.
    virtual Response protocol_problem(ProtocolFault fault) = 0;
    // After the last request was answered: give back what must be given back within `deadline`.
    virtual base::Task<void> stop(base::Deadline deadline) = 0;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free port
    int threads = 1;
    // One more is accepted and closed at once, see worker.cpp. Lower where the process may not have
    // so many file descriptors.
    int connections_per_thread_max = 20000;
    // Limits of base/limits.hpp, as options so that a test can make them small. What breaks one is
    // answered through Application::protocol_problem(), and the connection closed; a connection
    // that is idle for too long, or does not take its reply, is closed without a word.
    std::size_t header_bytes_max;
    std::size_t body_bytes_max;
    std::chrono::milliseconds request_read_max;
    std::chrono::milliseconds keep_alive_idle_max;
    std::chrono::milliseconds response_write_max;
    std::chrono::milliseconds shutdown_max;
    ServerOptions();  // fills the limits from base/limits.hpp
};

class Server {
public:
    using MakeApplication =
        std::function<std::unique_ptr<Application>(boost::asio::any_io_executor)>;

    Server(ServerOptions options, MakeApplication make_application);
    ~Server();

    // Binds and starts the threads; once it returns, requests are answered. invalid_configuration
    // with a clear sentence where the port is taken, privileged or the address is not ours. What
    // make_application throws comes out.
    base::Result<void> start();

    std::uint16_t port() const;  // the real one, after start()

    // Goes on accepting and answering, but each reply closes its connection, so that clients come
    // back elsewhere.
    void drain();

    // Stops accepting, finishes requests in flight (Connection: close), ends streams, stops the
    // applications and joins the threads; cuts off what is still there after shutdown_max. An
    // application has a second to stop even then.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace http

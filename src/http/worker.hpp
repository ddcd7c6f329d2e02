// One I/O thread of the server: its io_context, listener, application and connections.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <memory>
#include <thread>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "http/connection.hpp"
#include "http/server.hpp"

namespace http {

class Worker {
public:
    // Listens at once, on the port of `first` where there is one.
    static base::Result<std::unique_ptr<Worker>> create(const ServerOptions& options,
                                                        const Worker* first);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    std::uint16_t port() const;

    // Starts the thread and waits until its application is there. What its maker throws comes out.
    void start(const Server::MakeApplication& make_application);

    // From now on each reply closes its connection. Returns at once.
    void drain();
    // Asks the thread to end: requests in flight may take until the deadline. Returns at once.
    void stop(base::Deadline deadline);
    void join();

private:
    explicit Worker(const ServerOptions& options);

    void run(const Server::MakeApplication& make_application, std::promise<void> is_ready);
    base::Task<void> accept_connections();
    void admit(boost::asio::ip::tcp::socket socket, const boost::asio::ip::address& peer);
    base::Task<void> check_deadlines();
    base::Task<void> finish(base::Deadline deadline);
    base::Task<void> wait_until_empty(base::Deadline deadline);

    // In this order: what is declared last is destroyed first. The connections that are left after
    // a stop that took too long go with io_context_, and the last of them with the application.
    ThreadContext context_;
    boost::asio::io_context io_context_{1};
    boost::asio::ip::tcp::acceptor acceptor_{io_context_};
    boost::asio::steady_timer empty_timer_{io_context_};
    std::shared_ptr<Application> application_;
    std::int64_t refused_connections_ = 0;  // since check_deadlines() last reported them
    std::thread thread_;
};

}  // namespace http

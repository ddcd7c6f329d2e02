// Accepts connections, watches their deadlines and ends them well.
#include "http/worker.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <string>
#include <utility>

#include "http/listener.hpp"
#include "http/session.hpp"
#include "obs/log.hpp"

namespace http {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// The application may tidy up for so long even where the requests have used up all the time.
constexpr std::chrono::seconds application_stop_min{1};
// After a failed accept: there are no file descriptors, and asking again at once would not help.
constexpr std::chrono::milliseconds accept_pause{100};

// Often enough that no limit is overrun by more than a quarter.
std::chrono::milliseconds deadline_check_interval(const ServerOptions& options) {
    const auto shortest = std::min(
        {options.request_read_max, options.keep_alive_idle_max, options.response_write_max});
    return std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(1000));
}

void log_escaped(std::string_view where, std::exception_ptr exception) {
    if (!exception) return;
    std::string cause = "not a std::exception";
    try {
        std::rethrow_exception(std::move(exception));
    } catch (const std::exception& error) {
        cause = error.what();
    } catch (...) {
        // `cause` says it.
    }
    obs::log(obs::Level::error, "exception_escaped",
             {{"from", std::string(where)}, {"error", std::move(cause)}});
}

}  // namespace

base::Result<std::unique_ptr<Worker>> Worker::create(const ServerOptions& options,
                                                     const Worker* first) {
    std::unique_ptr<Worker> worker(new Worker(options));
    auto executor = worker->io_context_.get_executor();
    auto acceptor = first ? open_another_listener(executor, first->acceptor_)
                          : open_listener(executor, options.address, options.port);
    if (!acceptor) return base::fail(acceptor.error());
    worker->acceptor_ = std::move(*acceptor);
    return worker;
}

Worker::Worker(const ServerOptions& options) {
    context_.options = options;
    context_.when_empty = [this] { empty_timer_.cancel(); };
}

Worker::~Worker() {
    // The connections that go with io_context_ have nobody left to tell.
    context_.when_empty = nullptr;
}

std::uint16_t Worker::port() const {
    return acceptor_.local_endpoint().port();
}

void Worker::start(const Server::MakeApplication& make_application) {
    std::promise<void> is_ready;
    auto ready = is_ready.get_future();
    thread_ = std::thread([this, &make_application, promise = std::move(is_ready)]() mutable {
        run(make_application, std::move(promise));
    });
    ready.get();
}

void Worker::run(const Server::MakeApplication& make_application, std::promise<void> is_ready) {
    try {
        application_ = make_application(io_context_.get_executor());
    } catch (...) {
        is_ready.set_exception(std::current_exception());
        return;
    }
    asio::co_spawn(io_context_, accept_connections(),
                   [](std::exception_ptr exception) { log_escaped("accept", exception); });
    asio::co_spawn(io_context_, check_deadlines(),
                   [](std::exception_ptr exception) { log_escaped("deadlines", exception); });
    is_ready.set_value();
    io_context_.run();
    application_.reset();
}

void Worker::drain() {
    asio::post(io_context_, [this] { context_.is_draining = true; });
}

void Worker::stop(base::Deadline deadline) {
    asio::post(io_context_, [this, deadline] {
        asio::co_spawn(io_context_, finish(deadline), [this](std::exception_ptr exception) {
            log_escaped("stop", exception);
            io_context_.stop();
        });
    });
}

void Worker::join() {
    if (thread_.joinable()) thread_.join();
}

base::Task<void> Worker::accept_connections() {
    asio::steady_timer pause(io_context_);
    while (acceptor_.is_open()) {
        tcp::socket socket(io_context_);
        tcp::endpoint peer;
        const auto [error] = co_await acceptor_.async_accept(socket, peer, as_result);
        if (!acceptor_.is_open()) break;
        if (!error) {
            admit(std::move(socket), peer.address());
            continue;
        }
        obs::log(obs::Level::error, "accept_failed", {{"error", error.message()}});
        pause.expires_after(accept_pause);
        co_await pause.async_wait(as_result);
    }
}

// One connection too many is closed at once, and not left waiting in the kernel: its client learns
// at once that it must go elsewhere, while a client in a queue that nobody serves would hang.
void Worker::admit(tcp::socket socket, const asio::ip::address& peer) {
    const auto connections_max =
        static_cast<std::size_t>(context_.options.connections_per_thread_max);
    if (context_.connections.size() >= connections_max) {
        ++refused_connections_;
        return;
    }
    auto connection = std::make_shared<Connection>(std::move(socket), peer, context_);
    asio::co_spawn(io_context_, serve(std::move(connection), application_),
                   [](std::exception_ptr exception) { log_escaped("connection", exception); });
}

base::Task<void> Worker::check_deadlines() {
    asio::steady_timer timer(io_context_);
    const auto interval = deadline_check_interval(context_.options);
    for (;;) {
        timer.expires_after(interval);
        co_await timer.async_wait(as_result);
        const auto now = std::chrono::steady_clock::now();
        for (Connection* connection : context_.connections) connection->check_deadline(now);
        if (refused_connections_ > 0) {
            obs::log(obs::Level::warn, "connections_refused",
                     {{"count", refused_connections_},
                      {"open", static_cast<std::int64_t>(context_.connections.size())}});
            refused_connections_ = 0;
        }
    }
}

base::Task<void> Worker::finish(base::Deadline deadline) {
    context_.is_draining = true;
    context_.is_stopping = true;
    acceptor_.close();
    for (Connection* connection : context_.connections) connection->stop();
    co_await wait_until_empty(deadline);

    const bool is_cut = !context_.connections.empty();
    if (is_cut) {
        obs::log(obs::Level::warn, "connections_cut",
                 {{"count", static_cast<std::int64_t>(context_.connections.size())}});
    }
    for (Connection* connection : context_.connections) connection->cut();
    deadline = std::max(deadline, base::deadline_in(application_stop_min));
    co_await application_->stop(deadline);
    // Handlers that waited for the application have now been told, and end.
    co_await wait_until_empty(deadline);
}

base::Task<void> Worker::wait_until_empty(base::Deadline deadline) {
    empty_timer_.expires_at(deadline);
    while (!context_.connections.empty() && std::chrono::steady_clock::now() < deadline) {
        co_await empty_timer_.async_wait(as_result);
    }
}

}  // namespace http

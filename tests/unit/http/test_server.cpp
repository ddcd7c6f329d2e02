// The application behind the test server.
#include "test_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace test {
namespace asio = boost::asio;

namespace {

class TestApplication final : public http::Application {
public:
    explicit TestApplication(Behaviour behaviour) : behaviour_(std::move(behaviour)) {}

    base::Task<http::Response> handle(http::Request request) override {
        return behaviour_.handle(std::move(request));
    }

    http::Response protocol_problem(http::ProtocolFault fault) override {
        http::Response response;
        response.status = status_of(fault);
        response.body = "fault";
        return response;
    }

    base::Task<void> stop(base::Deadline) override {
        if (behaviour_.on_stop) behaviour_.on_stop();
        co_return;
    }

private:
    Behaviour behaviour_;
};

base::Task<http::Response> describe(http::Request request) {
    http::Response response;
    response.set("X-Method", std::string(http::to_string(request.method)));
    response.set("X-Path", request.path);
    response.set("X-Peer", request.peer_address);
    response.body = std::move(request.body);
    co_return response;
}

}  // namespace

Behaviour echo() {
    Behaviour behaviour;
    behaviour.handle = describe;
    return behaviour;
}

Behaviour always(http::Response response) {
    Behaviour behaviour;
    behaviour.handle = [response](http::Request) -> base::Task<http::Response> {
        co_return response;
    };
    return behaviour;
}

unsigned status_of(http::ProtocolFault fault) {
    switch (fault) {
        case http::ProtocolFault::malformed:
            return 400;
        case http::ProtocolFault::header_too_large:
            return 431;
        case http::ProtocolFault::body_too_large:
            return 413;
        case http::ProtocolFault::too_slow:
            return 408;
    }
    return 0;
}

base::Task<void> Gate::wait() {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, asio::steady_timer::time_point::max());
    timer_ = &timer;
    arrived_.set_value();
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Gate::await_arrival() {
    if (!is_set(arrived_.get_future())) throw std::runtime_error("no handler came to the gate");
}

void Gate::open() {
    asio::post(timer_->get_executor(), [timer = timer_] { timer->cancel(); });
}

bool is_set(std::future<void> future) {
    return future.wait_for(std::chrono::seconds(5)) == std::future_status::ready;
}

http::Server::MakeApplication make_application(Behaviour behaviour) {
    return [behaviour = std::move(behaviour)](asio::any_io_executor) {
        return std::make_unique<TestApplication>(behaviour);
    };
}

TestServer::TestServer(Behaviour behaviour, http::ServerOptions options)
    : server_(
          [&] {
              options.port = 0;
              return options;
          }(),
          make_application(std::move(behaviour))) {
    const auto started = server_.start();
    if (!started) throw std::runtime_error(started.error().detail);
}

}  // namespace test

// Connecting: names looked up beside the thread, then PQconnectPoll whenever the socket is ready.
#include "pg/connector.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace pg {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

tl::unexpected<std::string> failed(std::string why) {
    return tl::unexpected<std::string>(std::move(why));
}

// Takes the socket out of asio's hands again, also when the waiting coroutine is destroyed: the
// socket is libpq's to close.
class Lease {
public:
    explicit Lease(asio::posix::stream_descriptor& socket) : socket_(socket) {}
    ~Lease() { socket_.release(); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

private:
    asio::posix::stream_descriptor& socket_;
};

bool enter_pipeline_mode(PGconn* connection) {
    return PQsetnonblocking(connection, 1) == 0 && PQenterPipelineMode(connection) == 1;
}

}  // namespace

Connector::Connector(asio::any_io_executor executor)
    : resolver_(executor), socket_(executor), timer_(executor), attempt_timer_(executor) {}

void Connector::give_up(std::string reason) {
    if (given_up_.empty()) given_up_ = std::move(reason);
    resolver_.cancel();
    if (socket_.is_open()) socket_.cancel();
    timer_.cancel();
    attempt_timer_.cancel();
}

base::Task<Connector::Connected> Connector::connect(ConnectionParameters parameters,
                                                    base::Deadline deadline) {
    timer_.expires_at(deadline);
    timer_.async_wait([attempt = weak_from_this()](error_code cancelled) {
        const auto self = attempt.lock();
        if (!cancelled && self != nullptr) self->give_up("no connection in time");
    });
    Connected connected = co_await look_up_and_connect(std::move(parameters), deadline);
    timer_.cancel();
    attempt_timer_.cancel();
    co_return connected;
}

base::Task<Connector::Connected> Connector::look_up_and_connect(ConnectionParameters parameters,
                                                                base::Deadline deadline) {
    std::vector<std::string> hosts = parameters.hosts_to_look_up();
    if (!hosts.empty()) {
        const auto addresses = co_await look_up(std::move(hosts));
        if (!given_up_.empty()) co_return failed(given_up_);
        ConnectionParameters complete = parameters.with_addresses(addresses);
        if (complete.get("host").empty()) {
            co_return failed("no address is known for " + std::string(parameters.get("host")));
        }
        parameters = std::move(complete);
    }
    const std::vector<ConnectionParameters> servers = parameters.one_per_server();
    std::string reasons;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        const auto now = std::chrono::steady_clock::now();
        end_attempt_at(now + (deadline - now) / (servers.size() - i));
        Connected connected = co_await connect_to(servers[i]);
        if (connected) co_return connected;
        if (!reasons.empty()) reasons += "; ";
        reasons += connected.error();
        if (!given_up_.empty()) break;
    }
    co_return failed(std::move(reasons));
}

void Connector::end_attempt_at(base::Deadline deadline) {
    attempt_is_over_ = false;
    attempt_timer_.expires_at(deadline);
    attempt_timer_.async_wait([attempt = weak_from_this()](error_code cancelled) {
        const auto self = attempt.lock();
        if (cancelled || self == nullptr) return;
        self->attempt_is_over_ = true;
        if (self->socket_.is_open()) self->socket_.cancel();
    });
}

base::Task<Connector::Connected> Connector::connect_to(ConnectionParameters server) {
    const auto keywords = server.keywords();
    const auto values = server.values();
    ConnectionHandle connection(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (connection == nullptr) co_return failed("out of memory");
    if (PQstatus(connection.get()) == CONNECTION_BAD) {
        co_return failed(error_message(connection.get()));
    }
    Connected connected = co_await shake_hands(std::move(connection));
    co_return connected;
}

base::Task<std::vector<std::vector<std::string>>> Connector::look_up(
    std::vector<std::string> hosts) {
    std::vector<std::vector<std::string>> addresses(hosts.size());
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        if (hosts[i].empty() || !given_up_.empty()) continue;
        error_code error;
        const auto found = co_await resolver_.async_resolve(
            hosts[i], "", asio::redirect_error(asio::use_awaitable, error));
        if (error) continue;
        for (const auto& entry : found) {
            addresses[i].push_back(entry.endpoint().address().to_string());
        }
    }
    co_return addresses;
}

base::Task<Connector::Connected> Connector::shake_hands(ConnectionHandle connection) {
    // What PQconnectPoll would have said before its first call, as the manual puts it.
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED) co_return failed(error_message(connection.get()));
        // libpq may close its socket and open another one at each step, so asio holds it only while
        // it waits.
        error_code error;
        socket_.assign(PQsocket(connection.get()), error);
        if (error) co_return failed(error.message());
        {
            const Lease lease(socket_);
            const auto direction = next == PGRES_POLLING_READING
                                       ? asio::posix::descriptor_base::wait_read
                                       : asio::posix::descriptor_base::wait_write;
            co_await socket_.async_wait(direction,
                                        asio::redirect_error(asio::use_awaitable, error));
        }
        if (!given_up_.empty()) co_return failed(given_up_);
        if (attempt_is_over_) co_return failed("no connection in time");
        if (error) co_return failed(error.message());
        next = PQconnectPoll(connection.get());
    }
    if (!enter_pipeline_mode(connection.get())) {
        co_return failed(error_message(connection.get()));
    }
    co_return connection;
}

}  // namespace pg

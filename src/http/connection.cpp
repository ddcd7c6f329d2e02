// Sockets with deadlines. One timer per thread looks at all connections (worker.cpp), so a deadline
// costs a store and not a timer.
#include "http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace http {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// How long and how much close_gracefully() reads on.
constexpr std::chrono::seconds close_wait_max{2};
constexpr std::size_t close_bytes_max = 256 * 1024;

// A socket that listens on "::" reports IPv4 clients as ::ffff:a.b.c.d.
std::string address_text(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

}  // namespace

Connection::Connection(tcp::socket socket, const asio::ip::address& peer, ThreadContext& context)
    : socket_(std::move(socket)), context_(context), peer_address_(address_text(peer)) {
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    context_.connections.insert(this);
}

Connection::~Connection() {
    context_.connections.erase(this);
    if (context_.connections.empty() && context_.when_empty) context_.when_empty();
}

void Connection::set_deadline(base::Deadline deadline) {
    deadline_ = deadline;
    is_late_ = false;
}

void Connection::check_deadline(base::Deadline now) {
    if (now < deadline_) return;
    deadline_ = base::Deadline::max();
    is_late_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Connection::cut() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void Connection::stop() {
    if (is_idle) {
        cut();
    } else if (on_stop) {
        on_stop();
    }
}

base::Task<Connection::Wait> Connection::wait_readable(base::Deadline deadline) {
    set_deadline(deadline);
    const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, as_result);
    const bool is_late = is_late_;
    set_deadline(base::Deadline::max());
    if (!socket_.is_open()) co_return Wait::closed;
    if (is_late) co_return Wait::too_slow;
    co_return error ? Wait::closed : Wait::ready;
}

bool Connection::read() {
    boost::system::error_code error;
    const std::size_t bytes = socket_.read_some(asio::buffer(context_.read_buffer), error);
    if (error == asio::error::would_block) return true;
    if (error) return false;
    input.append(context_.read_buffer.data(), bytes);
    return true;
}

base::Task<bool> Connection::write(std::array<asio::const_buffer, 3> buffers) {
    set_deadline(base::deadline_in(context_.options.response_write_max));
    const auto [error, bytes] = co_await asio::async_write(socket_, buffers, as_result);
    const bool is_late = is_late_;
    set_deadline(base::Deadline::max());
    co_return !error && !is_late;
}

base::Task<void> Connection::close_gracefully() {
    boost::system::error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    const auto deadline = base::deadline_in(close_wait_max);
    std::size_t bytes = 0;
    while (!error && bytes < close_bytes_max) {
        input.clear();
        const Wait waited = co_await wait_readable(deadline);
        if (waited != Wait::ready || !read()) break;
        bytes += input.size();
    }
    cut();
}

void Connection::watch_for_close(std::function<void()> on_gone) {
    socket_.async_wait(
        tcp::socket::wait_read,
        [self = shared_from_this(), on_gone = std::move(on_gone)](boost::system::error_code error) {
            if (error || !self->read()) {
                on_gone();
                return;
            }
            self->input.clear();
            self->watch_for_close(on_gone);
        });
}

}  // namespace http

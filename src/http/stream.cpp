// Sends the pieces of a body.
#include "http/stream.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string_view>
#include <utility>

namespace http {
namespace asio = boost::asio;

Stream::Stream(std::shared_ptr<Connection> connection, Framing framing)
    : connection_(std::move(connection)), framing_(framing), timer_(connection_->executor()) {}

base::Task<bool> Stream::write(std::string piece) {
    if (!is_open_) co_return false;
    if (piece.empty()) co_return true;  // as a chunk it would be the last one
    std::array<asio::const_buffer, 3> buffers;
    std::string head;
    if (framing_ == Framing::chunks) {
        head = chunk_head(piece.size());
        buffers[0] = asio::buffer(head);
        buffers[2] = asio::buffer("\r\n", 2);
    }
    buffers[1] = asio::buffer(piece);
    const bool is_written = co_await connection_->write(buffers);
    if (!is_written) {
        is_broken_ = true;
        end();
    }
    co_return is_open_;
}

base::Task<bool> Stream::idle(std::chrono::milliseconds wait) {
    if (!is_open_) co_return false;
    if (!is_woken_) {
        timer_.expires_after(wait);
        co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    is_woken_ = false;
    co_return is_open_;
}

void Stream::wake() {
    is_woken_ = true;
    timer_.cancel();
}

void Stream::end() {
    is_open_ = false;
    timer_.cancel();
}

base::Task<bool> Stream::finish() {
    if (is_broken_) co_return false;
    if (framing_ != Framing::chunks) co_return true;
    constexpr std::string_view last_chunk = "0\r\n\r\n";
    std::array<asio::const_buffer, 3> buffers;
    buffers[0] = asio::buffer(last_chunk.data(), last_chunk.size());
    co_return co_await connection_->write(buffers);
}

}  // namespace http

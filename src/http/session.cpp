// Reads requests, has them answered and sends the replies.
#include "http/session.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "http/reply.hpp"
#include "http/request_parser.hpp"
#include "http/stream.hpp"
#include "obs/log.hpp"

namespace http {
namespace asio = boost::asio;

namespace {

using Wait = Connection::Wait;

// What came of reading a request: a request, or a fault, or neither where the client went away.
struct Received {
    std::optional<Request> request;
    std::optional<ProtocolFault> fault;
    bool is_http_1_0 = false;
    bool keep_alive = false;
};

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

base::Task<bool> write_text(std::shared_ptr<Connection> connection, std::string_view text) {
    std::array<asio::const_buffer, 3> buffers;
    buffers[0] = asio::buffer(text.data(), text.size());
    co_return co_await connection->write(buffers);
}

// Reads one request, from its first byte, which has arrived, to its last.
base::Task<Received> receive(std::shared_ptr<Connection> connection) {
    const ServerOptions& options = connection->context().options;
    RequestLimits limits;
    limits.header_bytes_max = options.header_bytes_max;
    limits.body_bytes_max = options.body_bytes_max;
    RequestParser parser(limits);
    const auto deadline = base::deadline_in(options.request_read_max);
    bool has_continued = false;
    Received received;
    for (;;) {
        connection->input.erase(0, parser.put(connection->input));
        received.fault = parser.fault();
        if (received.fault || parser.is_complete()) break;

        if (parser.awaits_continue() && !std::exchange(has_continued, true)) {
            const bool is_written = co_await write_text(connection, continue_line);
            if (!is_written) co_return received;
        }
        const Wait waited = co_await connection->wait_readable(deadline);
        if (waited == Wait::too_slow) received.fault = ProtocolFault::too_slow;
        if (received.fault) break;
        if (waited == Wait::closed || !connection->read()) co_return received;
    }
    if (!received.fault) {
        received.is_http_1_0 = parser.is_http_1_0();
        received.keep_alive = parser.keep_alive();
        received.request = parser.take_request();
        received.request->peer_address = connection->peer_address();
    }
    co_return received;
}

void log_failure(std::string_view event, std::string cause) {
    obs::log(obs::Level::error, event, {{"error", std::move(cause)}});
}

// nullopt: the handler threw, which no handler should.
base::Task<std::optional<Response>> answer(std::shared_ptr<Application> application,
                                           Request request) {
    std::optional<Response> response;
    try {
        response = co_await application->handle(std::move(request));
    } catch (const std::exception& error) {
        log_failure("handler_failed", error.what());
    } catch (...) {
        log_failure("handler_failed", "not a std::exception");
    }
    co_return response;
}

Response bare_failure() {
    Response response;
    response.status = 500;
    response.set("Content-Type", "application/problem+json");
    response.body =
        R"({"type":"about:blank","title":"Internal Server Error","status":500,"code":"internal"})";
    return response;
}

// False: the connection cannot be used any more.
base::Task<bool> send(std::shared_ptr<Connection> connection, Response response, ReplyForm form) {
    const std::string head = reply_head(response, form, connection->context().date.now());
    const std::string_view body = reply_body(response, form);
    std::array<asio::const_buffer, 3> buffers;
    buffers[0] = asio::buffer(head);
    buffers[1] = asio::buffer(body.data(), body.size());
    co_return co_await connection->write(buffers);
}

// False: the body is not complete, and the client must see that it is not.
base::Task<bool> send_stream(std::shared_ptr<Connection> connection, Response response,
                             ReplyForm form) {
    const std::string head = reply_head(response, form, connection->context().date.now());
    const bool is_written = co_await write_text(connection, head);
    if (!is_written || form.is_head) co_return is_written;

    auto stream = std::make_shared<Stream>(connection, form.framing);
    const auto end_stream = [weak = std::weak_ptr<Stream>(stream)] {
        if (const auto still_there = weak.lock()) still_there->end();
    };
    connection->on_stop = end_stream;
    connection->watch_for_close(end_stream);
    if (connection->context().is_stopping) stream->end();
    bool has_failed = false;
    try {
        co_await response.stream(stream);
    } catch (const std::exception& error) {
        has_failed = true;
        log_failure("stream_failed", error.what());
    } catch (...) {
        has_failed = true;
        log_failure("stream_failed", "not a std::exception");
    }
    connection->on_stop = nullptr;
    stream->end();
    if (has_failed) co_return false;
    co_return co_await stream->finish();
}

enum class Next { request, close, cut };

// Answers one request.
base::Task<Next> reply_to(std::shared_ptr<Connection> connection,
                          std::shared_ptr<Application> application, Received received) {
    ReplyForm form;
    form.is_head = received.request->method == Method::head;
    form.is_http_1_0 = received.is_http_1_0;
    auto response = co_await answer(std::move(application), std::move(*received.request));
    const bool has_failed = !response;
    if (has_failed) response = bare_failure();

    if (response->stream) {
        form.framing = form.is_http_1_0 ? Framing::end_of_connection : Framing::chunks;
        const bool is_complete = co_await send_stream(connection, std::move(*response), form);
        co_return is_complete ? Next::close : Next::cut;
    }
    form.keep_alive = received.keep_alive && !has_failed && !connection->context().is_draining;
    const bool is_written = co_await send(connection, std::move(*response), form);
    if (!is_written) co_return Next::cut;
    co_return form.keep_alive ? Next::request : Next::close;
}

// Answers what is not a valid request. Where it ends is not known, so nothing after it is read.
base::Task<Next> reply_to_fault(std::shared_ptr<Connection> connection, Response response) {
    const ReplyForm form;
    const bool is_written = co_await send(connection, std::move(response), form);
    co_return is_written ? Next::close : Next::cut;
}

// Answers the request whose first bytes are in connection->input.
base::Task<Next> answer_one(std::shared_ptr<Connection> connection,
                            std::shared_ptr<Application> application) {
    Received received = co_await receive(connection);
    if (received.fault) {
        Response response = application->protocol_problem(*received.fault);
        co_return co_await reply_to_fault(std::move(connection), std::move(response));
    }
    if (!received.request) co_return Next::cut;
    co_return co_await reply_to(std::move(connection), std::move(application), std::move(received));
}

}  // namespace

// An idle connection is this coroutine and wait_readable(), which is why the rest stands elsewhere.
base::Task<void> serve(std::shared_ptr<Connection> connection,
                       std::shared_ptr<Application> application) {
    const ThreadContext& context = connection->context();
    Next next = Next::request;
    while (next == Next::request) {
        // Where the input is not empty, the client has sent several requests at once.
        if (connection->input.empty()) {
            if (context.is_stopping) break;
            connection->input.shrink_to_fit();
            connection->is_idle = true;
            const auto deadline = base::deadline_in(context.options.keep_alive_idle_max);
            const Wait waited = co_await connection->wait_readable(deadline);
            connection->is_idle = false;
            if (waited != Wait::ready || !connection->read()) break;
        }
        next = co_await answer_one(connection, application);
    }
    if (next == Next::close) co_await connection->close_gracefully();
    connection->cut();
}

}  // namespace http

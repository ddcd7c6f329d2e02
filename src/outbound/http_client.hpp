// Requests that the program makes to others over HTTP: Stripe, and the webhooks of organizations.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/trace.hpp"

namespace outbound {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method = "GET";
    std::string url;  // http or https; redirects are not followed
    HttpHeaders headers;
    std::string body;
    std::chrono::milliseconds connect_timeout{3000};
    std::chrono::milliseconds timeout{10000};  // of the whole exchange
    std::size_t reply_bytes_max = 1024 * 1024;
    // Asked for the very address that is about to be connected to, after the name was resolved; a
    // connection that is not admitted is never made. Empty admits every address.
    std::function<bool(const sockaddr& address)> admits;
};

// Adds traceparent with a new span id, and tracestate; nothing where there is no trace. The other
// side learns which of its requests belong together, and nothing else.
void set_trace(HttpRequest& request, const base::Trace& trace);

struct HttpReply {
    int status = 0;
    HttpHeaders headers;  // names in lower case
    std::string body;
};

// Why no reply came: what a caller may want to know to decide whether to try again.
enum class HttpFault { bad_url, not_admitted, unreachable, timed_out, too_large, broken };

struct HttpError {
    HttpFault fault = HttpFault::broken;
    std::string detail;     // for logs and delivery records; names no secret
    bool was_sent = false;  // the other side may have got the request
};

// Sends the request and waits for the whole reply. Blocks: never on an I/O thread.
std::variant<HttpReply, HttpError> send(const HttpRequest& request);

}  // namespace outbound

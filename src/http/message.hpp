// A request and a reply as the rest of the program sees them. Only src/http includes Beast.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.hpp"

namespace http {

enum class Method { get, head, post, put, patch, del, options, other };

std::string_view to_string(Method method);  // "GET", ...; "OTHER"

struct Header {
    std::string name;
    std::string value;
};

struct Request {
    Method method = Method::get;
    std::string target;  // as sent: path and query, not decoded
    // Percent-decoded, valid UTF-8 without control characters, always begins with '/'.
    std::string path;
    // Decoded ('+' is a space), valid UTF-8 without NUL, in order.
    std::vector<std::pair<std::string, std::string>> query;
    std::vector<Header> headers;  // names in lower case, in order; values are bytes as sent
    std::string body;
    std::string peer_address;  // of the TCP connection: "127.0.0.1", "::1"

    // First header of this (lower-case) name.
    std::optional<std::string_view> header(std::string_view name) const;
    // First query parameter of this name.
    std::optional<std::string_view> query_value(std::string_view name) const;
};

// Gives a streamed body (server-sent events) piece by piece. Belongs to its producer: not to be
// kept after the producer ended.
class BodyWriter {
public:
    virtual ~BodyWriter() = default;
    // False: the client went away or the server is stopping; the producer must end.
    virtual base::Task<bool> write(std::string piece) = 0;
    // Waits at most `wait`; false as above. For producers that have nothing to say yet.
    virtual base::Task<bool> idle(std::chrono::milliseconds wait) = 0;
    // Ends an idle() early, the running one or the next. For who has news for the producer.
    virtual void wake() = 0;
};

struct Response {
    unsigned status = 200;
    // Date, Content-Length, Transfer-Encoding and Connection are the server's and not to be set.
    // The reply to HEAD is the one to GET: the server leaves out the body.
    std::vector<Header> headers;
    std::string body;
    std::shared_ptr<const std::string>
        shared_body;  // sent instead of `body` when set; never copied
    // When set, the reply is sent in chunks until the producer ends. `body` is not used, and the
    // connection is closed afterwards.
    std::function<base::Task<void>(std::shared_ptr<BodyWriter>)> stream;

    void set(std::string name, std::string value);
};

// Where the server found that it cannot even build a Request.
enum class ProtocolFault { malformed, header_too_large, body_too_large, too_slow };

}  // namespace http

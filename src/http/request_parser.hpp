// Turns the bytes of one request into a Request. Does no I/O.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "http/message.hpp"

namespace http {

struct RequestLimits {
    std::size_t header_bytes_max = 0;  // request line and headers with the empty line after them
    std::size_t body_bytes_max = 0;
};

class RequestParser {
public:
    explicit RequestParser(RequestLimits limits);
    ~RequestParser();

    // Takes what it can from the front of `bytes` and says how many that were. What is left must be
    // offered again together with what follows it; once is_complete(), it belongs to the next
    // request.
    std::size_t put(std::string_view bytes);

    // Nothing more may be put once there is a fault or the request is complete.
    std::optional<ProtocolFault> fault() const;
    bool is_complete() const;

    // The header is here, the body is not, and the client wants to hear "100 Continue" first.
    bool awaits_continue() const;

    // Of a complete request:
    bool keep_alive() const;   // the client wants to send another request on this connection
    bool is_http_1_0() const;  // the client does not understand chunks
    Request take_request();    // without peer_address, which is not in the bytes

private:
    class Reader;
    std::unique_ptr<Reader> reader_;
};

}  // namespace http

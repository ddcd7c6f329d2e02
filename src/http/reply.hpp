// The bytes of a reply around its body.
#pragma once

#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace http {

// "Sat, 31 Jan 2026 08:00:00 GMT", made once a second.
class HttpDate {
public:
    std::string_view now();

private:
    std::time_t second_ = 0;
    std::string text_;
};

// How the client finds the end of the body.
enum class Framing { content_length, chunks, end_of_connection };

struct ReplyForm {
    Framing framing = Framing::content_length;
    bool is_head = false;
    bool is_http_1_0 = false;
    bool keep_alive = false;
};

// Status line and headers with the empty line. Control characters in a header become spaces, so
// that no value can begin a header of its own.
std::string reply_head(const Response& response, ReplyForm form, std::string_view date);

// What stands before a chunk of so many bytes; "\r\n" stands behind it.
std::string chunk_head(std::size_t bytes);

// The body that goes out after the head: none for HEAD and for a status that has none.
std::string_view reply_body(const Response& response, ReplyForm form);

}  // namespace http

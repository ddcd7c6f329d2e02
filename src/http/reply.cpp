// Writes the head of a reply.
#include "http/reply.hpp"

#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>

namespace http {
namespace {

// RFC 9110 section 6.4.1.
bool has_no_body(unsigned status) {
    return status == 204 || status == 304;
}

std::string_view whole_body(const Response& response) {
    return response.shared_body ? *response.shared_body : response.body;
}

void append_number(std::string& text, std::size_t number, int base) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
    text.append(digits.data(), end);
}

void append_value(std::string& text, std::string_view value) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        text += byte < 0x20 || byte == 0x7f ? ' ' : c;
    }
}

}  // namespace

std::string_view HttpDate::now() {
    const std::time_t second = std::time(nullptr);
    if (second != second_) {
        second_ = second;
        std::tm parts{};
        gmtime_r(&second, &parts);
        // The program never calls setlocale, so the names are English.
        std::array<char, 40> text{};
        const auto length =
            std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        text_.assign(text.data(), length);
    }
    return text_;
}

std::string reply_head(const Response& response, ReplyForm form, std::string_view date) {
    std::string head;
    head.reserve(512);
    head += "HTTP/1.1 ";
    append_number(head, response.status, 10);
    head += ' ';
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(response.status));
    head.append(reason.data(), reason.size());
    head += "\r\nDate: ";
    head += date;
    for (const Header& header : response.headers) {
        head += "\r\n";
        head += header.name;
        head += ": ";
        append_value(head, header.value);
    }
    if (form.framing == Framing::chunks) {
        head += "\r\nTransfer-Encoding: chunked";
    } else if (form.framing == Framing::content_length && !has_no_body(response.status)) {
        head += "\r\nContent-Length: ";
        append_number(head, whole_body(response).size(), 10);
    }
    if (!form.keep_alive) {
        head += "\r\nConnection: close";
    } else if (form.is_http_1_0) {
        head += "\r\nConnection: keep-alive";
    }
    head += "\r\n\r\n";
    return head;
}

std::string chunk_head(std::size_t bytes) {
    std::string head;
    append_number(head, bytes, 16);
    head += "\r\n";
    return head;
}

std::string_view reply_body(const Response& response, ReplyForm form) {
    if (form.is_head || has_no_body(response.status)) return {};
    return whole_body(response);
}

}  // namespace http

// Beast's parser, writing into our Request, with the rules that Beast leaves to its users.
#include "http/request_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "http/target.hpp"

namespace http {
namespace beast = boost::beast;

namespace {

using Error = beast::http::error;

Method to_method(beast::http::verb verb) {
    switch (verb) {
        case beast::http::verb::get:
            return Method::get;
        case beast::http::verb::head:
            return Method::head;
        case beast::http::verb::post:
            return Method::post;
        case beast::http::verb::put:
            return Method::put;
        case beast::http::verb::patch:
            return Method::patch;
        case beast::http::verb::delete_:
            return Method::del;
        case beast::http::verb::options:
            return Method::options;
        default:
            return Method::other;
    }
}

ProtocolFault to_fault(const beast::error_code& error) {
    if (error == Error::header_limit) return ProtocolFault::header_too_large;
    if (error == Error::body_limit) return ProtocolFault::body_too_large;
    return ProtocolFault::malformed;
}

}  // namespace

// Beast calls the functions below as it recognizes the parts of the request.
class RequestParser::Reader final : public beast::http::basic_parser<true> {
public:
    explicit Reader(RequestLimits limits) : header_bytes_max_(limits.header_bytes_max) {
        header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
        body_limit(limits.body_bytes_max);
    }

    std::size_t put_some(std::string_view bytes) {
        const std::size_t offered = bytes.size();
        while (!fault && !is_done() && !bytes.empty()) {
            const bool was_header = !is_header_done();
            if (!was_header && is_waiting_for_chunk() && bytes.size() < chunked_body_bytes_min) {
                break;
            }
            beast::error_code error;
            const std::size_t taken = put(boost::asio::buffer(bytes), error);
            bytes.remove_prefix(taken);
            if (was_header) header_bytes_ += taken;
            if (error && error != Error::need_more) fault = to_fault(error);
            if (error) break;
        }
        if (!fault) fault = size_fault(bytes.size());
        return offered - bytes.size();
    }

    Request request;
    std::optional<ProtocolFault> fault;
    bool is_http_1_0 = false;
    bool expects_continue = false;

private:
    // The shortest chunked body is "0\r\n\r\n". Beast 1.81 asserts that it has that much when it
    // looks at the last chunk a second time, and where that is also the first, it may not.
    static constexpr std::size_t chunked_body_bytes_min = 5;

    bool is_waiting_for_chunk() const { return chunked() && !has_chunk_; }

    // Beast's header limit holds for what it is offered at once: a client that sends line by line
    // passes it. And it has no limit on the line before a chunk, nor on what follows the last one.
    std::optional<ProtocolFault> size_fault(std::size_t bytes_not_taken) const {
        const std::size_t header_bytes = header_bytes_ + (is_header_done() ? 0 : bytes_not_taken);
        if (header_bytes > header_bytes_max_) return ProtocolFault::header_too_large;
        if (!is_done() && bytes_not_taken > header_bytes_max_) return ProtocolFault::malformed;
        return std::nullopt;
    }

    void on_request_impl(beast::http::verb verb, beast::string_view, beast::string_view text,
                         int version, beast::error_code& error) override {
        request.method = to_method(verb);
        request.target = std::string(text);
        is_http_1_0 = version == 10;
        if (text.size() > base::target_characters_max) {
            error = Error::header_limit;
            return;
        }
        // The target of CONNECT is a host. We are no proxy, and what answers Method::other says so.
        if (verb == beast::http::verb::connect) {
            request.path = "/";
            return;
        }
        auto target = http::parse_target(request.target);
        if (!target) {
            error = Error::bad_target;
            return;
        }
        request.path = std::move(target->path);
        request.query = std::move(target->query);
    }

    void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value,
                       beast::error_code& error) override {
        // Fields after the last chunk are not headers: nobody checked them when the header was.
        if (is_header_done()) return;

        switch (field) {
            case beast::http::field::host:
                ++hosts_;
                break;
            // Beast takes any other coding for "no body", and the body for the next request.
            case beast::http::field::transfer_encoding:
                if (is_http_1_0 || !beast::iequals(value, "chunked")) {
                    error = Error::bad_transfer_encoding;
                }
                break;
            case beast::http::field::expect:
                expects_continue = !is_http_1_0 && beast::iequals(value, "100-continue");
                break;
            default:
                break;
        }
        Header header;
        header.name = base::lower(std::string_view(name.data(), name.size()));
        header.value = std::string(value);
        request.headers.push_back(std::move(header));
    }

    // RFC 9112 section 3.2: a request without a Host, or with two, is refused.
    void on_header_impl(beast::error_code& error) override {
        const bool is_fine = hosts_ == 1 || (is_http_1_0 && hosts_ == 0);
        if (!is_fine) error = Error::bad_field;
    }

    std::size_t on_body_impl(beast::string_view piece, beast::error_code&) override {
        request.body.append(piece.data(), piece.size());
        return piece.size();
    }

    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece,
                                   beast::error_code& error) override {
        return on_body_impl(piece, error);
    }

    void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {
        has_chunk_ = true;
    }

    // Nothing to do for these.
    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
    void on_finish_impl(beast::error_code&) override {}

    std::size_t header_bytes_max_;
    std::size_t header_bytes_ = 0;
    int hosts_ = 0;
    bool has_chunk_ = false;
};

RequestParser::RequestParser(RequestLimits limits) : reader_(std::make_unique<Reader>(limits)) {}
RequestParser::~RequestParser() = default;

std::size_t RequestParser::put(std::string_view bytes) {
    return reader_->put_some(bytes);
}

std::optional<ProtocolFault> RequestParser::fault() const {
    return reader_->fault;
}

bool RequestParser::is_complete() const {
    return !reader_->fault && reader_->is_done();
}

bool RequestParser::awaits_continue() const {
    return !reader_->fault && reader_->is_header_done() && !reader_->is_done() &&
           reader_->expects_continue && reader_->request.body.empty();
}

bool RequestParser::keep_alive() const {
    return reader_->keep_alive();
}

bool RequestParser::is_http_1_0() const {
    return reader_->is_http_1_0;
}

Request RequestParser::take_request() {
    return std::move(reader_->request);
}

}  // namespace http

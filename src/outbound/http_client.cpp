// Requests by libcurl, one handle per thread, so that connections are used again.
#include "outbound/http_client.hpp"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "base/text.hpp"

namespace outbound {
namespace {

constexpr std::size_t reply_header_bytes_max = std::size_t{64} * 1024;

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

// What the callbacks of one exchange share.
struct Exchange {
    const HttpRequest* request = nullptr;
    HttpReply reply;
    std::size_t header_bytes = 0;
    bool is_too_large = false;
    bool was_refused = false;   // an address was not admitted
    bool was_admitted = false;  // another one was
};

// libcurl keeps the connections of a handle open for the next request of the same thread.
CURL* handle_of_this_thread() {
    static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    thread_local const std::unique_ptr<CURL, FreeHandle> handle(
        initialized == CURLE_OK ? curl_easy_init() : nullptr);
    if (!handle) throw std::runtime_error("libcurl has no memory");
    curl_easy_reset(handle.get());
    return handle.get();
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* target) noexcept {
    auto& exchange = *static_cast<Exchange*>(target);
    const std::size_t bytes = size * count;
    if (bytes > exchange.request->reply_bytes_max - exchange.reply.body.size()) {
        exchange.is_too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    exchange.reply.body.append(data, bytes);
    return bytes;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* target) noexcept {
    auto& exchange = *static_cast<Exchange*>(target);
    const std::size_t bytes = size * count;
    exchange.header_bytes += bytes;
    if (exchange.header_bytes > reply_header_bytes_max) {
        exchange.is_too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    const std::string_view line = base::trim(std::string_view(data, bytes));
    // A status line begins a reply; what came before it was an interim one (100 Continue).
    if (line.starts_with("HTTP/")) exchange.reply.headers.clear();
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && !line.starts_with("HTTP/")) {
        exchange.reply.headers.emplace_back(base::lower(line.substr(0, colon)),
                                            base::trim(line.substr(colon + 1)));
    }
    return bytes;
}

// The one place that knows the very address to be connected to: names can resolve to another
// address the second time they are asked for.
curl_socket_t open_socket(void* target, curlsocktype /*purpose*/, curl_sockaddr* address) noexcept {
    auto& exchange = *static_cast<Exchange*>(target);
    if (!exchange.request->admits(address->addr)) {
        exchange.was_refused = true;
        return CURL_SOCKET_BAD;
    }
    exchange.was_admitted = true;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// nullopt: a name or value would begin a header of its own.
std::optional<HeaderList> header_list(const HttpRequest& request) {
    HeaderList list;
    const auto add = [&list](const std::string& line) {
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::runtime_error("libcurl has no memory");
        if (!list) list.reset(longer);
    };
    // libcurl would wait for a "100 Continue" before it sends a long body.
    add("Expect:");
    for (const auto& [name, value] : request.headers) {
        if (base::has_control_character(name) || base::has_control_character(value)) {
            return std::nullopt;
        }
        // libcurl's spelling of a header without a value.
        add(value.empty() ? name + ";" : name + ": " + value);
    }
    return list;
}

// libcurl takes zero for "no limit".
long milliseconds(std::chrono::milliseconds wait) {
    return static_cast<long>(std::max<std::chrono::milliseconds::rep>(wait.count(), 1));
}

void set_options(CURL* handle, const HttpRequest& request, Exchange& exchange) {
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connect_timeout));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds(request.timeout));
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "BookingTMS");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
    if (request.method != "GET") {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    if (request.admits) {
        curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
        curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &exchange);
        // A connection that is used again was judged by another rule, and a proxy of the
        // environment would connect to addresses that nobody has judged.
        curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
        curl_easy_setopt(handle, CURLOPT_PROXY, "");
    }
}

HttpFault fault_of(CURLcode code, const Exchange& exchange) {
    if (exchange.is_too_large) return HttpFault::too_large;
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
            return HttpFault::bad_url;
        case CURLE_COULDNT_CONNECT:
            return exchange.was_refused && !exchange.was_admitted ? HttpFault::not_admitted
                                                                  : HttpFault::unreachable;
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
            return HttpFault::unreachable;
        case CURLE_OPERATION_TIMEDOUT:
            return HttpFault::timed_out;
        default:
            return HttpFault::broken;
    }
}

HttpError error_of(CURL* handle, CURLcode code, const Exchange& exchange, const char* message) {
    HttpError error;
    error.fault = fault_of(code, exchange);
    switch (error.fault) {
        case HttpFault::not_admitted:
            error.detail = "The address is not one that may be connected to.";
            break;
        case HttpFault::too_large:
            error.detail = "The reply is too large.";
            break;
        default:
            error.detail = *message != '\0' ? message : curl_easy_strerror(code);
    }
    long sent_bytes = 0;
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent_bytes);
    error.was_sent = sent_bytes > 0;
    return error;
}

}  // namespace

void set_trace(HttpRequest& request, const base::Trace& trace) {
    if (trace.id.empty()) return;
    request.headers.emplace_back("traceparent", base::traceparent_of(trace));
    if (!trace.state.empty()) request.headers.emplace_back("tracestate", trace.state);
}

std::variant<HttpReply, HttpError> send(const HttpRequest& request) {
    const auto headers = header_list(request);
    if (!headers) {
        HttpError error;
        error.detail = "A header of the request has a line end or another control character.";
        return error;
    }
    CURL* handle = handle_of_this_thread();
    Exchange exchange;
    exchange.request = &request;
    std::array<char, CURL_ERROR_SIZE> message{};
    set_options(handle, request, exchange);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers->get());
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, message.data());

    const CURLcode code = curl_easy_perform(handle);
    std::variant<HttpReply, HttpError> outcome;
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        exchange.reply.status = static_cast<int>(status);
        outcome = std::move(exchange.reply);
    } else {
        outcome = error_of(handle, code, exchange, message.data());
    }
    // Nothing of this exchange stays with the handle, only its connection.
    curl_easy_reset(handle);
    return outcome;
}

}  // namespace outbound

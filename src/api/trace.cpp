// traceparent and tracestate of a request.
#include "api/trace.hpp"

#include <algorithm>

namespace api {
namespace {

// What the specification asks everybody to pass on at least; we pass on no more.
constexpr std::size_t state_bytes_max = 512;

std::vector<std::string_view> values_of(const http::Request& request, std::string_view name) {
    std::vector<std::string_view> values;
    for (const http::Header& header : request.headers) {
        if (header.name == name) values.push_back(header.value);
    }
    return values;
}

// Several headers are one list. Its members are for those who wrote them.
std::string state_of(const http::Request& request) {
    std::string state;
    for (const std::string_view part : values_of(request, "tracestate")) {
        if (!state.empty() && !part.empty()) state += ',';
        state += part;
    }
    const bool is_text =
        std::all_of(state.begin(), state.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return is_text && state.size() <= state_bytes_max ? state : "";
}

}  // namespace

base::Trace trace_of(const http::Request& request) {
    const auto parents = values_of(request, "traceparent");
    auto trace = parents.size() == 1 ? base::parse_traceparent(parents.front()) : std::nullopt;
    if (!trace) return base::new_trace();
    trace->state = state_of(request);
    return std::move(*trace);
}

}  // namespace api

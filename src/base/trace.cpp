// Reading and writing of traceparent: version "-" trace-id "-" parent-id "-" flags.
#include "base/trace.hpp"

#include <algorithm>

#include "base/ids.hpp"

namespace base {
namespace {

constexpr int trace_id_bytes = 16;
constexpr int span_id_bytes = 8;
constexpr std::size_t version_00_characters = 55;

// Upper case is not valid.
int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return digit_of(c) >= 0; });
}

bool is_id(std::string_view text) {
    return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

Trace new_trace() {
    Trace trace;
    trace.id = random_hex(trace_id_bytes);
    return trace;
}

std::optional<Trace> parse_traceparent(std::string_view header) {
    if (header.size() < version_00_characters) return std::nullopt;
    const std::string_view version = header.substr(0, 2);
    const std::string_view trace_id = header.substr(3, 32);
    const std::string_view span_id = header.substr(36, 16);
    const std::string_view flags = header.substr(53, 2);
    if (header[2] != '-' || header[35] != '-' || header[52] != '-') return std::nullopt;
    if (!is_hex(version) || version == "ff" || !is_hex(flags)) return std::nullopt;
    if (!is_id(trace_id) || !is_id(span_id)) return std::nullopt;
    if (header.size() > version_00_characters) {
        const bool may_be_longer = version != "00" && header[version_00_characters] == '-';
        if (!may_be_longer) return std::nullopt;
    }
    Trace trace;
    trace.id = trace_id;
    trace.is_sampled = digit_of(flags[1]) % 2 == 1;
    return trace;
}

std::string traceparent_of(const Trace& trace) {
    return "00-" + trace.id + "-" + random_hex(span_id_bytes) + (trace.is_sampled ? "-01" : "-00");
}

}  // namespace base

// Which chain of calls a request belongs to: W3C Trace Context,
// https://www.w3.org/TR/trace-context/.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

struct Trace {
    std::string id;           // 32 digits of lower-case hex, not all zero; empty: of no request
    bool is_sampled = false;  // whoever called keeps its part of the trace
    std::string state;        // the tracestate header, which is passed on as it came
};

// For a request that belongs to no trace yet. Nobody is known to keep a part of it.
Trace new_trace();

// Reads a traceparent header. nullopt where the specification says that it is to be ignored: a
// length, digit or separator that is wrong, an id of zeros, version ff. Of a version after 00 only
// what version 00 knows is read.
std::optional<Trace> parse_traceparent(std::string_view header);

// The traceparent header for one call to others, with a new span id.
std::string traceparent_of(const Trace& trace);

}  // namespace base

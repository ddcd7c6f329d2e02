// The trace of a request by its headers.
#pragma once

#include "base/trace.hpp"
#include "http/message.hpp"

namespace api {

// The trace that traceparent names, with its tracestate; a new one where traceparent is missing,
// stands there twice, or is not valid. A tracestate that is too long or no text is left out.
base::Trace trace_of(const http::Request& request);

}  // namespace api

// The only place where an error becomes HTTP: RFC 9457 problem documents.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"
#include "store/context.hpp"

namespace api {

struct ProblemKind {
    unsigned status;
    std::string_view title;   // "Session not found"
    std::string_view detail;  // where the error itself says nothing
};

// Status, title and default sentence of a code.
ProblemKind kind_of(base::ErrorCode code);

// The sentence for people: the error's own or its kind's.
std::string detail_of(const base::Error& error);

// application/problem+json with type, title, status, detail, code, request_id, param and the
// promised facts; Retry-After where the error says when. What only the log may know is logged here,
// once.
http::Response problem(const base::Error& error, const store::Request& request);

}  // namespace api

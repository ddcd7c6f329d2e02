// The target of a request, "/v1/activities?from=2026-01-31", taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

struct Target {
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
};

// Takes the origin form, the absolute form ("http://host/path", RFC 9112 section 3.2.2) and "*"
// (then the path is "/"). nullopt: a broken percent-encoding, a control character in the path, NUL
// in the query, decoded text that is not UTF-8, a fragment, or no path at all. Characters that RFC
// 3986 wants encoded but browsers send as they are ('|', '{', '[') are accepted. Dot segments are
// left: nothing here maps a path to a file.
std::optional<Target> parse_target(std::string_view text);

}  // namespace http

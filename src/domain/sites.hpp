// The sites that an organization lets show its embeds (docs/decisions/0044-allowed-domains.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domain {

// An allowed domain as it is kept, from how people write it: "https://Example.com/" is
// "example.com", "*.example.com" is every site below it, and "http://localhost:3000" keeps its
// scheme, since a domain without one means https. Nothing for what is no site: paths, spaces,
// letters beyond ASCII (browsers say "xn--..."), ports out of range, "*" and "*.com".
std::optional<std::string> parse_allowed_domain(std::string_view text);

// Whether these domains, as they are kept, let a site of this origin (RFC 6454, the header
// "Origin") in. No domains let everybody in.
bool allow_origin(const std::vector<std::string>& domains, std::string_view origin);

// What these domains are in a Content-Security-Policy: the sources of frame-ancestors.
std::string frame_ancestors(const std::vector<std::string>& domains);

}  // namespace domain

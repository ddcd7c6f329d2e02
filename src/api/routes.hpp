// Which path leads where.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "base/error.hpp"

namespace api {

enum class Origin {
    same,  // only our own pages
    any,   // any site: the reply says so to browsers (CORS), and OPTIONS is answered
};

// Who may call: a permission of the matrix (sql/functions/05_permissions.sql), or one of these.
namespace access {
inline constexpr std::string_view open = "open";            // anybody
inline constexpr std::string_view signed_in = "signed_in";  // any user or key
}  // namespace access

struct Route {
    http::Method method;
    std::string_view path;  // "/v1/embed/{embed_key}/reservations/{id}"
    Handler handler;
    Origin origin;
    std::string_view access;  // without one nobody gets in
};

// The routes of the API, in the order of openapi.yaml.
std::span<const Route> routes();

// Finds the route of a request among tables of routes. A literal segment wins over a {parameter}.
class Router {
public:
    explicit Router(std::vector<std::span<const Route>> tables);

    struct Match {
        const Route* route = nullptr;
        std::vector<std::string> values;  // of the path's parameters
    };

    // not_found; method_not_allowed where the path exists (allowed_methods tells which). HEAD finds
    // GET.
    base::Result<Match> find(http::Method method, std::string_view path) const;

    // "GET, HEAD, DELETE" of a path that exists, else empty.
    std::string allowed_methods(std::string_view path) const;

    // True where some route of this path may be called from any site.
    bool open_to_any_origin(std::string_view path) const;

private:
    struct Entry {
        const Route* route;
        std::vector<std::string_view> segments;
    };
    std::vector<Entry> entries_;
};

}  // namespace api

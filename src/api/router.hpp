// Finds which route answers a request.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/routes.hpp"
#include "base/error.hpp"

namespace api {

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

    // True where scripts of other sites may call some route of this path.
    bool open_to_other_origins(std::string_view path) const;

private:
    struct Entry {
        const Route* route;
        std::vector<std::string_view> segments;
    };
    std::vector<Entry> entries_;
};

}  // namespace api

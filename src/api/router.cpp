// Finding the route of a request.
#include "api/router.hpp"

#include <algorithm>

namespace api {
namespace {

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        path.remove_prefix(1);  // the '/'
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

bool is_parameter(std::string_view segment) {
    return segment.starts_with('{');
}

bool fits(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path) {
    return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                      [](std::string_view expected, std::string_view actual) {
                          return is_parameter(expected) ? !actual.empty() : expected == actual;
                      });
}

}  // namespace

Router::Router(std::vector<std::span<const Route>> tables) {
    // Fewer parameters first: "/book/{key}/holds" before "/book/{key}/{activity_id}".
    const auto more_parameters = [](const Entry& a, const Entry& b) {
        return std::count_if(a.segments.begin(), a.segments.end(), is_parameter) <
               std::count_if(b.segments.begin(), b.segments.end(), is_parameter);
    };
    for (const auto& routes_of_table : tables) {
        for (const Route& route : routes_of_table) {
            Entry entry{&route, split(route.path)};
            const auto place =
                std::upper_bound(entries_.begin(), entries_.end(), entry, more_parameters);
            entries_.insert(place, std::move(entry));
        }
    }
}

base::Result<Router::Match> Router::find(http::Method method, std::string_view path) const {
    const auto segments = split(path);
    if (method == http::Method::head) method = http::Method::get;
    const std::vector<std::string_view>* path_taken = nullptr;
    for (const Entry& entry : entries_) {
        if (!fits(entry.segments, segments)) continue;
        // Once a path fits, only routes of the same path may answer.
        if (path_taken != nullptr && *path_taken != entry.segments) continue;
        path_taken = &entry.segments;
        if (entry.route->method != method) continue;
        Match match;
        match.route = entry.route;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (is_parameter(entry.segments[i])) match.values.emplace_back(segments[i]);
        }
        return match;
    }
    return base::fail(
        path_taken != nullptr ? base::ErrorCode::method_not_allowed : base::ErrorCode::not_found,
        "");
}

std::string Router::allowed_methods(std::string_view path) const {
    const auto segments = split(path);
    std::string allowed;
    const std::vector<std::string_view>* path_taken = nullptr;
    for (const Entry& entry : entries_) {
        if (!fits(entry.segments, segments)) continue;
        if (path_taken != nullptr && *path_taken != entry.segments) continue;
        path_taken = &entry.segments;
        if (!allowed.empty()) allowed += ", ";
        allowed += http::to_string(entry.route->method);
        if (entry.route->method == http::Method::get) allowed += ", HEAD";
    }
    return allowed;
}

bool Router::open_to_other_origins(std::string_view path) const {
    const auto segments = split(path);
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        const Origin origin = entry.route->origin;
        return (origin == Origin::any || origin == Origin::embed) && fits(entry.segments, segments);
    });
}

}  // namespace api

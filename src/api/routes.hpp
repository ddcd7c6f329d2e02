// Which path leads where.
#pragma once

#include <span>
#include <string_view>

#include "api/call.hpp"

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

}  // namespace api

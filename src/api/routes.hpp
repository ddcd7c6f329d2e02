// Which path leads where.
#pragma once

#include <span>
#include <string_view>

#include "api/call.hpp"
#include "api/reply.hpp"

namespace api {

// Whose scripts may call a route: what the reply tells browsers (CORS), and whether OPTIONS is
// answered.
enum class Origin {
    same,   // only our own pages
    frame,  // only our own pages, which the sites of the path's embed may show in theirs
    embed,  // the sites that the path's embed allows
    any,    // any site
};

// Who may call: a permission of the matrix (sql/functions/05_permissions.sql), or one of these.
namespace access {
inline constexpr std::string_view open = "open";            // anybody
inline constexpr std::string_view signed_in = "signed_in";  // any user or key
}  // namespace access

// Which limit a request of this route is charged to (api/rate_limits.hpp).
enum class Budget {
    usual,      // of the address where the route is open, otherwise of the user or key
    holds,      // taking seats
    checkouts,  // what makes bookings, orders and payments
    sign_in,    // what is guessed at: passwords and links
    webhook,    // of payment providers
    none,       // no limit
};

// What a handler reads. Who asks and what they may do is always asked of the primary.
enum class Reads {
    primary,
    replica,  // that has all that the primary had when the handler began (pg/replicas.hpp)
};

struct Route {
    http::Method method;
    std::string_view path;  // "/v1/embed/{embed_key}/reservations/{id}"
    Handler handler;
    Origin origin;
    std::string_view access;  // without one nobody gets in
    Budget budget = Budget::usual;
    int cost = 1;  // units of that budget
    Reads reads = Reads::primary;
    // How a request is refused before the handler has it.
    http::Response (*refuse)(const Call&, const base::Error&) = problem;
};

// The routes of the API, in the order of openapi.yaml.
std::span<const Route> routes();

}  // namespace api

// Every path of the API: read this first. Pages have their own table in pages/routes.cpp.
#include "api/routes.hpp"

#include "api/handlers/handlers.hpp"

namespace api {
namespace {

using http::Method;
namespace h = handlers;

constexpr Route table[] = {
    // method      path                                             handler callable from, access
    {Method::get, "/v1/embed/{embed_key}", h::get_embed, Origin::any, access::open},
    {Method::get, "/v1/embed/{embed_key}/availability", h::list_availability, Origin::any,
     access::open},
    {Method::get, "/v1/embed/{embed_key}/availability/stream", h::stream_availability, Origin::any,
     access::open},
    {Method::post, "/v1/embed/{embed_key}/reservations", h::create_reservation, Origin::any,
     access::open},
    {Method::get, "/v1/embed/{embed_key}/reservations/{id}", h::get_reservation, Origin::any,
     access::open},
    {Method::del, "/v1/embed/{embed_key}/reservations/{id}", h::release_reservation, Origin::any,
     access::open},
    {Method::post, "/v1/embed/{embed_key}/reservations/{id}/extend", h::extend_reservation,
     Origin::any, access::open},
    {Method::post, "/v1/embed/{embed_key}/checkouts", h::create_checkout, Origin::any,
     access::open},
    {Method::get, "/v1/embed/{embed_key}/checkouts/{id}", h::get_checkout, Origin::any,
     access::open},
    {Method::get, "/health", h::get_health, Origin::same, access::open},
    {Method::get, "/live", h::get_live, Origin::same, access::open},
    {Method::get, "/ready", h::get_ready, Origin::same, access::open},
    {Method::get, "/openapi.json", h::get_contract, Origin::same, access::open},
};

}  // namespace

std::span<const Route> routes() {
    return table;
}

}  // namespace api

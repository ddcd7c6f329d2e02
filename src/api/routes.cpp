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
    {Method::get, "/v1/bookings", h::list_bookings, Origin::same, "bookings:read"},
    {Method::post, "/v1/bookings", h::create_booking, Origin::same, "bookings:write"},
    {Method::get, "/v1/bookings/{id}", h::get_booking, Origin::same, "bookings:read"},
    {Method::patch, "/v1/bookings/{id}", h::update_booking, Origin::same, "bookings:write"},
    {Method::post, "/v1/bookings/{id}/cancel", h::cancel_booking, Origin::same, "bookings:write"},
    {Method::post, "/v1/bookings/{id}/reschedule", h::reschedule_booking, Origin::same,
     "bookings:write"},
    {Method::post, "/v1/bookings/{id}/check-in", h::check_in_booking, Origin::same,
     "bookings:check_in"},
    {Method::post, "/v1/bookings/{id}/no-show", h::mark_no_show, Origin::same, "bookings:check_in"},
    {Method::post, "/v1/bookings/{id}/complete", h::complete_booking, Origin::same,
     "bookings:check_in"},
    {Method::get, "/v1/customers", h::list_customers, Origin::same, "customers:read"},
    {Method::get, "/v1/customers/{id}", h::get_customer, Origin::same, "customers:read"},
    {Method::patch, "/v1/customers/{id}", h::update_customer, Origin::same, "customers:write"},
    {Method::get, "/v1/customers/{id}/export", h::export_customer, Origin::same, "customers:read"},
    {Method::post, "/v1/customers/{id}/erase", h::erase_customer, Origin::same, "customers:erase"},
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

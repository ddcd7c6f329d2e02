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
    {Method::get, "/v1/venues", h::list_venues, Origin::same, "venues:read"},
    {Method::post, "/v1/venues", h::create_venue, Origin::same, "venues:write"},
    {Method::get, "/v1/venues/{id}", h::get_venue, Origin::same, "venues:read"},
    {Method::patch, "/v1/venues/{id}", h::update_venue, Origin::same, "venues:write"},
    {Method::get, "/v1/activities", h::list_activities, Origin::same, "activities:read"},
    {Method::post, "/v1/activities", h::create_activity, Origin::same, "activities:write"},
    {Method::post, "/v1/activities/preview", h::preview_new_activity, Origin::same,
     "activities:read"},
    {Method::get, "/v1/activities/{id}", h::get_activity, Origin::same, "activities:read"},
    {Method::patch, "/v1/activities/{id}", h::update_activity, Origin::same, "activities:write"},
    {Method::post, "/v1/activities/{id}/preview", h::preview_activity, Origin::same,
     "activities:read"},
    {Method::get, "/v1/sessions", h::list_sessions, Origin::same, "sessions:read"},
    {Method::get, "/v1/sessions/{id}", h::get_session, Origin::same, "sessions:read"},
    {Method::post, "/v1/sessions/{id}/close", h::close_session, Origin::same, "sessions:write"},
    {Method::post, "/v1/sessions/{id}/open", h::open_session, Origin::same, "sessions:write"},
    {Method::post, "/v1/sessions/{id}/block", h::block_session, Origin::same, "sessions:write"},
    {Method::post, "/v1/sessions/{id}/resize", h::resize_session, Origin::same, "sessions:write"},
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
    {Method::get, "/v1/embeds", h::list_embeds, Origin::same, "embeds:read"},
    {Method::post, "/v1/embeds", h::create_embed, Origin::same, "embeds:write"},
    {Method::get, "/v1/embeds/{id}", h::get_embed_settings, Origin::same, "embeds:read"},
    {Method::patch, "/v1/embeds/{id}", h::update_embed, Origin::same, "embeds:write"},
    {Method::get, "/v1/api-keys", h::list_api_keys, Origin::same, "api_keys:read"},
    {Method::post, "/v1/api-keys", h::create_api_key, Origin::same, "api_keys:write"},
    {Method::get, "/v1/api-keys/{id}", h::get_api_key, Origin::same, "api_keys:read"},
    {Method::patch, "/v1/api-keys/{id}", h::update_api_key, Origin::same, "api_keys:write"},
    {Method::post, "/v1/api-keys/{id}/rotate", h::rotate_api_key, Origin::same, "api_keys:write"},
    {Method::post, "/v1/api-keys/{id}/revoke", h::revoke_api_key, Origin::same, "api_keys:write"},
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

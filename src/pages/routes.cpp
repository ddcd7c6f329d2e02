// Every page: read this first.
#include "pages/routes.hpp"

#include <array>

#include "pages/handlers.hpp"
#include "pages/refusal.hpp"

namespace pages {
namespace {

using api::Budget;
using api::Origin;
namespace access = api::access;
using http::Method;

constexpr api::Route table[] = {
    {Method::get, "/book/{embed_key}", get_activities, Origin::frame, access::open},
    {Method::get, "/book/{embed_key}/theme.css", get_theme, Origin::same, access::open},
    {Method::get, "/book/{embed_key}/{activity_id}", get_sessions, Origin::frame, access::open},
    {Method::post, "/book/{embed_key}/{activity_id}", post_session, Origin::frame, access::open,
     Budget::holds},
    {Method::get, "/book/{embed_key}/holds/{id}", get_hold, Origin::frame, access::open},
    {Method::post, "/book/{embed_key}/holds/{id}", post_hold, Origin::frame, access::open,
     Budget::checkouts},
    {Method::get, "/book/{embed_key}/confirmed/{checkout_id}", get_confirmation, Origin::frame,
     access::open},
    {Method::get, "/manage/{token}", get_managed_booking, Origin::same, access::open},
    {Method::post, "/manage/{token}", post_managed_booking, Origin::same, access::open,
     Budget::checkouts},
    {Method::get, "/manage/{token}/calendar.ics", get_managed_calendar, Origin::same, access::open},
    {Method::get, "/manage/{token}/ticket.png", get_managed_ticket, Origin::same, access::open},
    {Method::get, "/test-payments/{organization_id}/{payment_id}", get_test_payment, Origin::same,
     access::open},
    {Method::post, "/test-payments/{organization_id}/{payment_id}", post_test_payment, Origin::same,
     access::open, Budget::checkouts},
    {Method::get, "/assets/{name}", get_asset, Origin::same, access::open, Budget::none},
    {Method::get, "/admin", get_admin, Origin::same, access::open},
    {Method::get, "/admin/{page}", get_admin, Origin::same, access::open},
    {Method::get, "/admin/{page}/{id}", get_admin, Origin::same, access::open},
    {Method::get, "/admin/assets/{name}", get_admin_asset, Origin::same, access::open,
     Budget::none},
    {Method::get, "/embed.js", get_embed_script, Origin::any, access::open, Budget::none},
    {Method::get, "/widget/assets/{name}", get_widget_asset, Origin::any, access::open,
     Budget::none},
    {Method::get, "/docs", get_documentation, Origin::same, access::open},
    {Method::get, "/", get_start, Origin::same, access::open},
};

}  // namespace

std::span<const api::Route> routes() {
    static const auto refused_by_pages = [] {
        auto routes = std::to_array(table);
        for (api::Route& route : routes) route.refuse = refusal_page;
        return routes;
    }();
    return refused_by_pages;
}

}  // namespace pages

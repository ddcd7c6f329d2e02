// Every page: read this first.
#include "pages/routes.hpp"

#include "pages/handlers.hpp"

namespace pages {
namespace {

using api::Origin;
using http::Method;

constexpr api::Route table[] = {
    {Method::get, "/book/{embed_key}", get_activities, Origin::same},
    {Method::get, "/book/{embed_key}/theme.css", get_theme, Origin::same},
    {Method::get, "/book/{embed_key}/{activity_id}", get_sessions, Origin::same},
    {Method::post, "/book/{embed_key}/{activity_id}", post_session, Origin::same},
    {Method::get, "/book/{embed_key}/holds/{id}", get_hold, Origin::same},
    {Method::post, "/book/{embed_key}/holds/{id}", post_hold, Origin::same},
    {Method::get, "/book/{embed_key}/confirmed/{checkout_id}", get_confirmation, Origin::same},
    {Method::get, "/assets/{name}", get_asset, Origin::same},
    {Method::get, "/docs", get_documentation, Origin::same},
    {Method::get, "/", get_start, Origin::same},
};

}  // namespace

std::span<const api::Route> routes() {
    return table;
}

}  // namespace pages

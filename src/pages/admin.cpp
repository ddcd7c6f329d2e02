// GET /admin: the files of the admin app (web/admin), as scripts/build-web made them. Its addresses
// all give the same page; which view that is, the app decides.
#include "pages/handlers.hpp"
#include "pages/web_files.hpp"

namespace pages {
namespace {

// The app comes from here and talks to nobody else. It has no inline script or style, and nothing
// that somebody typed can become a script: browsers refuse to make one from text.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

// The camera reads tickets. What else a device can tell or do is nothing to the app.
constexpr const char* permissions_policy =
    "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

const WebFiles& app() {
    static const WebFiles files(::admin_app::files());
    return files;
}

}  // namespace

// GET /admin, /admin/{page}, /admin/{page}/{id}
base::Task<http::Response> get_admin(api::Call call) {
    const auto page = app().find("index.html");
    if (!page) co_return no_such_file(call, "This program was built without the admin app.");
    http::Response response;
    response.set("Content-Type", "text/html; charset=utf-8");
    // Names the newest files; asked for anew each time.
    response.set("Cache-Control", "no-cache");
    response.set("Content-Security-Policy", content_security_policy);
    response.set("Permissions-Policy", permissions_policy);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "same-origin");
    response.shared_body = page;
    co_return response;
}

// GET /admin/assets/{name}
base::Task<http::Response> get_admin_asset(api::Call call) {
    co_return app().asset(call, call.path_value(0));
}

}  // namespace pages

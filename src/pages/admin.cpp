// GET /admin: the files of the admin app (web/admin), as scripts/build-web made them. Its addresses
// all give the same page; which view that is, the app decides.
#include <map>
#include <memory>

#include "api/reply.hpp"
#include "base/embedded_file.hpp"
#include "pages/handlers.hpp"

namespace pages {
namespace {

constexpr std::string_view assets_folder = "assets/";

// The app comes from here and talks to nobody else. It has no inline script or style, and nothing
// that somebody typed can become a script: browsers refuse to make one from text.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

using Contents = std::map<std::string, std::shared_ptr<const std::string>, std::less<>>;

// By the path below the app's folder: "index.html", "assets/index-B3xS9a1c.js" and its ".gz".
Contents read_contents() {
    Contents contents;
    for (const base::EmbeddedFile& file : ::admin_app::files()) {
        contents.emplace(file.path, std::make_shared<const std::string>(file.content));
    }
    return contents;
}

std::shared_ptr<const std::string> content_of(std::string_view path) {
    static const Contents contents = read_contents();
    const auto found = contents.find(path);
    return found == contents.end() ? nullptr : found->second;
}

std::string_view content_type_of(std::string_view path) {
    if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (path.ends_with(".css")) return "text/css; charset=utf-8";
    return "image/svg+xml";
}

http::Response not_found(const api::Call& call, std::string detail) {
    base::Error error;
    error.code = base::ErrorCode::not_found;
    error.detail = std::move(detail);
    return api::problem(call, error);
}

// RFC 9110 section 12.5.3, as far as browsers use it: "gzip, deflate, br".
bool takes_gzip(const http::Request& request) {
    return request.header("accept-encoding").value_or("").find("gzip") != std::string_view::npos;
}

}  // namespace

// GET /admin, /admin/{page}, /admin/{page}/{id}
base::Task<http::Response> get_admin(api::Call call) {
    const auto page = content_of("index.html");
    if (!page) co_return not_found(call, "This program was built without the admin app.");
    http::Response response;
    response.set("Content-Type", "text/html; charset=utf-8");
    // Names the newest files; asked for anew each time.
    response.set("Cache-Control", "no-cache");
    response.set("Content-Security-Policy", content_security_policy);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "same-origin");
    response.shared_body = page;
    co_return response;
}

// GET /admin/assets/{name}
base::Task<http::Response> get_admin_asset(api::Call call) {
    const std::string path = std::string(assets_folder) + call.path_value(0);
    const auto content = path.ends_with(".gz") ? nullptr : content_of(path);
    if (!content) co_return not_found(call, "");
    const auto compressed = takes_gzip(call.request) ? content_of(path + ".gz") : nullptr;
    http::Response response;
    response.set("Content-Type", std::string(content_type_of(path)));
    // The name changes with the content.
    response.set("Cache-Control", "public, max-age=31536000, immutable");
    response.set("Vary", "Accept-Encoding");
    response.set("X-Content-Type-Options", "nosniff");
    if (compressed) response.set("Content-Encoding", "gzip");
    response.shared_body = compressed ? compressed : content;
    co_return response;
}

}  // namespace pages

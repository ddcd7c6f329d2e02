// The files of the widget (web/widget), as scripts/build-web made them: GET /embed.js, which sites
// include, and what it loads.
#include "base/hash.hpp"
#include "pages/handlers.hpp"
#include "pages/web_files.hpp"

namespace pages {
namespace {

const WebFiles& files() {
    static const WebFiles all(::widget::files());
    return all;
}

// Of the script and its compressed copy: what they say is the same.
std::string entity_tag_of(const std::string& content) {
    return "\"" + base::sha256_hex(content).substr(0, 16) + "\"";
}

}  // namespace

// GET /embed.js. Its address stays, so browsers ask each time whether it is still the same; that
// answer is short. The files that it names are there as long as it is.
base::Task<http::Response> get_embed_script(api::Call call) {
    const auto script = files().find("embed.js");
    if (!script) co_return no_such_file(call, "This program was built without the widget.");
    static const std::string entity_tag = entity_tag_of(*script);
    http::Response response;
    response.set("Cache-Control", "public, no-cache");
    response.set("ETag", entity_tag);
    response.set("X-Content-Type-Options", "nosniff");
    // RFC 9110 section 13.1.2; proxies that compress mark the tag as a weak one.
    const auto known = call.request.header("if-none-match").value_or("");
    if (known.find(entity_tag) != std::string_view::npos) {
        response.status = 304;
        co_return response;
    }
    response.set("Content-Type", "text/javascript; charset=utf-8");
    set_body(response, call.request, script, files().find("embed.js.gz"));
    co_return response;
}

// GET /widget/assets/{name}
base::Task<http::Response> get_widget_asset(api::Call call) {
    co_return files().asset(call, call.path_value(0));
}

}  // namespace pages

// Frames, headers and asset files of the pages.
#include "pages/page.hpp"

#include <map>
#include <memory>

#include "api/problem.hpp"
#include "api/reply.hpp"
#include "base/embedded_file.hpp"
#include "base/hash.hpp"
#include "domain/sites.hpp"
#include "pages/links.hpp"
#include "pages/render.hpp"

namespace pages {
namespace {

constexpr std::size_t hash_characters = 12;

struct Asset {
    std::string content_type;
    std::shared_ptr<const std::string> content;
};

struct Assets {
    std::map<std::string, Asset, std::less<>> by_name;        // "booking.1f0c7a2b9d3e.css"
    std::map<std::string, std::string, std::less<>> link_to;  // "booking.css" -> "/assets/..."
};

std::string content_type_of(std::string_view file) {
    return file.ends_with(".css") ? "text/css; charset=utf-8" : "image/svg+xml";
}

// The name of a file carries a hash of its content: what changes gets a new address, so browsers
// may keep what they have for ever.
Assets read_assets() {
    constexpr std::string_view folder = "src/pages/assets/";
    Assets assets;
    for (const base::EmbeddedFile& file : ::assets::files()) {
        const bool is_public = file.path.ends_with(".css") || file.path.ends_with(".svg");
        if (!file.path.starts_with(folder) || !is_public) continue;
        const std::string name(file.path.substr(folder.size()));
        const auto dot = name.rfind('.');
        const std::string hash = base::sha256_hex(file.content).substr(0, hash_characters);
        const std::string public_name = name.substr(0, dot) + "." + hash + name.substr(dot);

        Asset asset;
        asset.content_type = content_type_of(name);
        asset.content = std::make_shared<const std::string>(file.content);
        assets.by_name.emplace(public_name, std::move(asset));
        assets.link_to.emplace(name, "/assets/" + public_name);
    }
    return assets;
}

const Assets& all_assets() {
    static const Assets assets = read_assets();
    return assets;
}

// Everything comes from here, nothing is inline, and no script runs except on pages that become the
// widget: text that a visitor or an organization typed cannot become a program even if it were once
// not escaped.
std::string content_security_policy(const Framing& framing, bool has_widget) {
    return std::string(
               "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
               "base-uri 'none'; ") +
           (has_widget ? "script-src 'self'; connect-src 'self'; " : "") + "frame-ancestors " +
           framing.ancestors;
}

void make_page(http::Response& response, std::string_view name, boost::json::object values,
               const Framing& framing) {
    values["stylesheet"] = all_assets().link_to.at("booking.css");
    values["documentation_stylesheet"] = all_assets().link_to.at("documentation.css");
    values["icon"] = all_assets().link_to.at("icon.svg");
    response.body = render(name, values);
    response.set("Content-Type", "text/html; charset=utf-8");
    response.set("Content-Security-Policy",
                 content_security_policy(framing, values.contains("widget")));
    response.set("X-Content-Type-Options", "nosniff");
    // Addresses of holds and confirmations are secrets of the visitor.
    response.set("Referrer-Policy", "same-origin");
}

}  // namespace

Framing framed_nowhere() {
    return Framing{"'none'"};
}

Framing framed_by_allowed_domains(const api::Call& call) {
    return Framing{domain::frame_ancestors(call.allowed_domains)};
}

http::Response page(unsigned status, std::string_view name, boost::json::object values,
                    const Framing& framing) {
    http::Response response;
    response.status = status;
    response.set("Cache-Control", "no-store");
    make_page(response, name, std::move(values), framing);
    return response;
}

http::Response problem_page(const api::Call& call, const base::Error& error, std::string_view name,
                            boost::json::object values, const Framing& framing) {
    http::Response response = api::problem(call, error);
    std::erase_if(response.headers,
                  [](const http::Header& header) { return header.name == "Content-Type"; });
    make_page(response, name, std::move(values), framing);
    return response;
}

http::Response see_other(std::string location) {
    http::Response response;
    response.status = 303;
    response.set("Location", std::move(location));
    response.set("Cache-Control", "no-store");
    return response;
}

boost::json::object frame_of(const api::Call& call, const store::Embed& embed,
                             const std::string& title) {
    const std::string& embed_key = call.path_value(0);
    boost::json::object values;
    values["title"] = title + " · " + embed.organization.name;
    values["organization"] = embed.organization.name;
    values["home"] = activities_path(embed_key);
    values["theme"] = theme_path(embed_key);
    return values;
}

boost::json::object widget_of(const api::Call& call) {
    boost::json::object widget;
    widget["key"] = call.path_value(0);
    return widget;
}

// GET /assets/{name}
base::Task<http::Response> get_asset(api::Call call) {
    const auto& assets = all_assets().by_name;
    const auto found = assets.find(call.path_value(0));
    if (found == assets.end()) {
        base::Error error;
        error.code = base::ErrorCode::not_found;
        co_return api::problem(call, error);
    }
    http::Response response;
    response.set("Content-Type", found->second.content_type);
    response.set("Cache-Control", "public, max-age=31536000, immutable");
    response.set("X-Content-Type-Options", "nosniff");
    response.shared_body = found->second.content;
    co_return response;
}

}  // namespace pages

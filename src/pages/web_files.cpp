// Files that scripts/build-web made from web/, as replies.
#include "pages/web_files.hpp"

#include "api/reply.hpp"

namespace pages {
namespace {

std::string_view content_type_of(std::string_view path) {
    if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (path.ends_with(".css")) return "text/css; charset=utf-8";
    return "image/svg+xml";
}

// RFC 9110 section 12.5.3, as far as browsers use it: "gzip, deflate, br".
bool takes_gzip(const http::Request& request) {
    return request.header("accept-encoding").value_or("").find("gzip") != std::string_view::npos;
}

}  // namespace

WebFiles::WebFiles(std::span<const base::EmbeddedFile> files) {
    for (const base::EmbeddedFile& file : files) {
        contents_.emplace(file.path, std::make_shared<const std::string>(file.content));
    }
}

std::shared_ptr<const std::string> WebFiles::find(std::string_view path) const {
    const auto found = contents_.find(path);
    return found == contents_.end() ? nullptr : found->second;
}

http::Response WebFiles::asset(const api::Call& call, const std::string& name) const {
    const std::string path = "assets/" + name;
    auto content = path.ends_with(".gz") ? nullptr : find(path);
    if (!content) return no_such_file(call, "");
    http::Response response;
    response.set("Content-Type", std::string(content_type_of(path)));
    response.set("Cache-Control", "public, max-age=31536000, immutable");
    response.set("X-Content-Type-Options", "nosniff");
    set_body(response, call.request, std::move(content), find(path + ".gz"));
    return response;
}

void set_body(http::Response& response, const http::Request& request,
              std::shared_ptr<const std::string> content,
              std::shared_ptr<const std::string> compressed) {
    const bool is_compressed = compressed && takes_gzip(request);
    response.set("Vary", "Accept-Encoding");
    if (is_compressed) response.set("Content-Encoding", "gzip");
    response.shared_body = is_compressed ? std::move(compressed) : std::move(content);
}

http::Response no_such_file(const api::Call& call, std::string detail) {
    base::Error error;
    error.code = base::ErrorCode::not_found;
    error.detail = std::move(detail);
    return api::problem(call, error);
}

}  // namespace pages

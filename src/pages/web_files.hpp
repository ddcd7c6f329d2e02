// Files that scripts/build-web made from web/, as replies.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "api/call.hpp"
#include "base/embedded_file.hpp"

namespace pages {

class WebFiles {
public:
    explicit WebFiles(std::span<const base::EmbeddedFile> files);

    // By its path below the app's folder: "index.html". Null where there is none.
    std::shared_ptr<const std::string> find(std::string_view path) const;

    // The file assets/`name`, compressed for clients that take that; its name changes with its
    // content, so it may be kept for ever. not_found
    http::Response asset(const api::Call& call, const std::string& name) const;

private:
    std::map<std::string, std::shared_ptr<const std::string>, std::less<>> contents_;
};

// The file `content` or, where the client takes it, its compressed copy (may be null).
void set_body(http::Response& response, const http::Request& request,
              std::shared_ptr<const std::string> content,
              std::shared_ptr<const std::string> compressed);

// not_found
http::Response no_such_file(const api::Call& call, std::string detail);

}  // namespace pages

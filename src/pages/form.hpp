// What a page's form sends: application/x-www-form-urlencoded.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "http/message.hpp"

namespace pages {

class Form {
public:
    // The form of a request's body, valid UTF-8 without NUL. unsupported_media_type,
    // malformed_request; invalid_field for a name that comes twice. Names that nobody asks for are
    // ignored: they cannot change anything.
    static base::Result<Form> read(const http::Request& request);

    // The text of a field, "" where the form has none.
    std::string_view text(std::string_view name) const;

private:
    explicit Form(std::vector<std::pair<std::string, std::string>> fields)
        : fields_(std::move(fields)) {}

    std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace pages

// Reading forms.
#include "pages/form.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "http/target.hpp"

namespace pages {

base::Result<Form> Form::read(const http::Request& request) {
    const auto content_type = request.header("content-type").value_or("");
    const auto media_type = base::trim(content_type.substr(0, content_type.find(';')));
    if (base::lower(media_type) != "application/x-www-form-urlencoded") {
        return base::fail(base::ErrorCode::unsupported_media_type, "");
    }
    // A form is encoded as the query of an address is, so one parser reads both.
    auto target = http::parse_target("/?" + request.body);
    if (!target) return base::fail(base::ErrorCode::malformed_request, "");

    auto& fields = target->query;
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        const auto has_same_name = [&](const auto& other) { return other.first == field->first; };
        if (std::any_of(fields.begin(), field, has_same_name)) {
            return base::fail(base::ErrorCode::invalid_field, "",
                              field->first.substr(0, base::field_name_shown_max));
        }
    }
    return Form(std::move(fields));
}

std::string_view Form::text(std::string_view name) const {
    const auto field = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    return field == fields_.end() ? std::string_view() : std::string_view(field->second);
}

}  // namespace pages

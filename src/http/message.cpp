// Small questions about requests and replies.
#include "http/message.hpp"

#include <algorithm>

namespace http {

std::string_view to_string(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::del:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            break;
    }
    return "OTHER";
}

std::optional<std::string_view> Request::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const Header& header) { return header.name == name; });
    if (found == headers.end()) return std::nullopt;
    return found->value;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    const auto found = std::find_if(query.begin(), query.end(),
                                    [&](const auto& parameter) { return parameter.first == name; });
    if (found == query.end()) return std::nullopt;
    return found->second;
}

void Response::set(std::string name, std::string value) {
    Header header;
    header.name = std::move(name);
    header.value = std::move(value);
    headers.push_back(std::move(header));
}

}  // namespace http

// Splits a target into path and query and decodes both.
#include "http/target.hpp"

#include <algorithm>
#include <boost/url/encoding_opts.hpp>
#include <boost/url/pct_string_view.hpp>

#include "base/text.hpp"

namespace http {
namespace {

enum class Plus { is_plus, is_space };

std::optional<std::string> decode(std::string_view text, Plus plus) {
    const auto encoded = boost::urls::make_pct_string_view(text);
    if (!encoded) return std::nullopt;
    boost::urls::encoding_opts options;
    options.space_as_plus = plus == Plus::is_space;
    std::string decoded = encoded->decode(options);
    if (!base::utf8_length(decoded)) return std::nullopt;
    return decoded;
}

// "http://host:80/path?query" -> "/path?query". nullopt: no scheme of ours.
std::optional<std::string> origin_form(std::string_view text) {
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return std::nullopt;
    const std::string scheme = base::lower(text.substr(0, scheme_end));
    if (scheme != "http" && scheme != "https") return std::nullopt;
    text.remove_prefix(scheme_end + 3);
    text.remove_prefix(std::min(text.find_first_of("/?"), text.size()));
    return text.starts_with('/') ? std::string(text) : "/" + std::string(text);
}

bool parse_query(std::string_view text, Target& target) {
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto member = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (member.empty()) continue;

        const auto equals = std::min(member.find('='), member.size());
        auto name = decode(member.substr(0, equals), Plus::is_space);
        auto value = decode(member.substr(std::min(equals + 1, member.size())), Plus::is_space);
        if (!name || !value) return false;
        // PostgreSQL cannot store NUL, so nothing that we keep may contain one.
        if ((*name + *value).find('\0') != std::string::npos) return false;
        target.query.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
    if (text == "*") return Target{.path = "/", .query = {}};
    std::string absolute;
    if (!text.starts_with('/')) {
        auto origin = origin_form(text);
        if (!origin) return std::nullopt;
        absolute = std::move(*origin);
        text = absolute;
    }
    if (text.find('#') != std::string_view::npos) return std::nullopt;

    const auto question = std::min(text.find('?'), text.size());
    auto path = decode(text.substr(0, question), Plus::is_plus);
    if (!path || base::has_control_character(*path)) return std::nullopt;
    Target target;
    target.path = std::move(*path);
    if (!parse_query(text.substr(std::min(question + 1, text.size())), target)) {
        return std::nullopt;
    }
    return target;
}

}  // namespace http

// Hosts, ports and schemes of sites.
#include "domain/sites.hpp"

#include <algorithm>
#include <charconv>

namespace domain {
namespace {

constexpr std::string_view plain = "http://";
constexpr std::string_view encrypted = "https://";
constexpr std::string_view any_below = "*.";
constexpr std::size_t label_characters_max = 63;  // RFC 1035 section 2.3.4
constexpr std::size_t host_characters_max = 253;
constexpr int port_max = 65535;

std::string in_small_letters(std::string_view text) {
    std::string small(text);
    for (char& c : small) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return small;
}

bool takes_away(std::string_view& text, std::string_view beginning) {
    if (!text.starts_with(beginning)) return false;
    text.remove_prefix(beginning.size());
    return true;
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= label_characters_max && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

// The number of labels of a host name; 0 where it is none.
std::size_t labels_of(std::string_view host) {
    if (host.size() > host_characters_max) return 0;
    std::size_t labels = 0;
    for (;;) {
        const auto dot = host.find('.');
        if (!is_label(host.substr(0, dot))) return 0;
        ++labels;
        if (dot == std::string_view::npos) return labels;
        host.remove_prefix(dot + 1);
    }
}

std::optional<int> port_of(std::string_view text) {
    int port = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool is_whole = fault == std::errc() && end == text.data() + text.size();
    if (!is_whole || text.front() == '-' || port < 1 || port > port_max) return std::nullopt;
    return port;
}

}  // namespace

std::optional<std::string> parse_allowed_domain(std::string_view text) {
    const std::string small = in_small_letters(text);
    std::string_view rest = small;
    const bool is_plain = takes_away(rest, plain);
    if (!is_plain) takes_away(rest, encrypted);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const bool is_wild = takes_away(rest, any_below);

    const auto colon = rest.find(':');
    const std::string_view host = rest.substr(0, colon);
    const std::size_t labels = labels_of(host);
    if (labels == 0 || (is_wild && labels == 1)) return std::nullopt;

    std::string domain = is_plain ? std::string(plain) : std::string();
    if (is_wild) domain += any_below;
    domain += host;
    if (colon != std::string_view::npos) {
        const auto port = port_of(rest.substr(colon + 1));
        if (!port) return std::nullopt;
        const int usual = is_plain ? 80 : 443;
        if (*port != usual) domain += ":" + std::to_string(*port);
    }
    return domain;
}

bool allow_origin(const std::vector<std::string>& domains, std::string_view origin) {
    if (domains.empty()) return true;
    const bool is_plain = origin.starts_with(plain);
    if (!is_plain && !origin.starts_with(encrypted)) return false;
    const auto parsed = parse_allowed_domain(origin);
    if (!parsed || parsed->find('*') != std::string::npos) return false;
    return std::any_of(domains.begin(), domains.end(), [&](std::string_view domain) {
        std::string_view site = *parsed;
        if (domain == site) return true;
        if (takes_away(domain, plain) != takes_away(site, plain)) return false;
        // "*.example.com" is what ends with ".example.com".
        return domain.starts_with(any_below) && site.ends_with(domain.substr(1)) &&
               site.size() > domain.size() - 1;
    });
}

std::string frame_ancestors(const std::vector<std::string>& domains) {
    if (domains.empty()) return "*";
    std::string sources = "'self'";
    for (const std::string& domain : domains) {
        sources += " ";
        if (!domain.starts_with(plain)) sources += encrypted;
        sources += domain;
    }
    return sources;
}

}  // namespace domain

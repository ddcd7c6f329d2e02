// The checks of single settings.
#include "config/faults.hpp"

#include <algorithm>

#include "base/networks.hpp"
#include "base/text.hpp"

namespace config {

std::optional<std::string> address_fault(const std::string& value) {
    if (base::parse_ip_address(value)) return std::nullopt;
    return "must be an IP address such as 127.0.0.1, 0.0.0.0 or ::, not '" + value + "'";
}

// "127.0.0.1:9090", or "::1:9090": what stands before the last colon is the address.
std::optional<std::string> listener_fault(const std::string& value) {
    if (value.empty()) return std::nullopt;
    const auto colon = value.rfind(':');
    if (colon != std::string::npos) {
        const auto port = base::parse_integer(value.substr(colon + 1));
        const bool is_port = port && *port >= 1 && *port <= 65535;
        if (is_port && base::parse_ip_address(value.substr(0, colon))) return std::nullopt;
    }
    return "must be an IP address and a port such as 127.0.0.1:9090, not '" + value + "'";
}

std::optional<std::string> networks_fault(const std::string& value) {
    const auto networks = base::Networks::parse(value);
    if (networks) return std::nullopt;
    return "must be networks with commas between them: " + networks.error().detail;
}

std::optional<std::string> url_fault(const std::string& value) {
    const bool has_scheme = value.starts_with("http://") || value.starts_with("https://");
    if (value.empty() || (has_scheme && !value.ends_with('/'))) return std::nullopt;
    return "must begin with http:// or https:// and not end with a slash, not '" + value + "'";
}

std::optional<std::string> path_fault(const std::string& value) {
    if (!value.empty()) return std::nullopt;
    return std::string("must not be empty");
}

std::optional<std::string> smtp_url_fault(const std::string& value) {
    const bool has_scheme = value.starts_with("smtp://") || value.starts_with("smtps://");
    const std::size_t host = value.find("//") + 2;
    const bool has_host =
        has_scheme && value.size() > host && value.find_first_of("/@? ", host) == std::string::npos;
    if (value.empty() || has_host) return std::nullopt;
    return "must be smtp://host:port or smtps://host:port, not '" + value + "'";
}

// The rest is read where it is used (redis::parse_address); a faulty one is not shown, it may hold
// a password.
std::optional<std::string> redis_url_fault(const std::string& value) {
    if (value.empty() || value.starts_with("redis://")) return std::nullopt;
    return std::string("must begin with redis://");
}

// A faulty one is not shown: it may hold a password.
std::optional<std::string> replica_urls_fault(const std::string& value) {
    for (const auto& url : base::split_list(value, ' ')) {
        if (url.starts_with("postgresql://") || url.starts_with("postgres://")) continue;
        return std::string("must be URLs that begin with postgresql://, with spaces between them");
    }
    return std::nullopt;
}

std::optional<std::string> mailbox_fault(const std::string& value) {
    const bool is_ascii = std::all_of(value.begin(), value.end(), [](char c) { return c > 0; });
    if (is_ascii && std::count(value.begin(), value.end(), '@') == 1) return std::nullopt;
    return "must be an address such as \"Tours <tours@example.com>\", in ASCII, not '" + value +
           "'";
}

std::optional<std::string> stripe_key_fault(const std::string& value) {
    if (value.empty() || value.starts_with("sk_") || value.starts_with("rk_")) return std::nullopt;
    return std::string("must be a secret or restricted key of Stripe, sk_... or rk_...");
}

std::optional<std::string> webhook_secrets_fault(const std::string& value) {
    for (const auto& secret : base::split_list(value)) {
        if (secret.starts_with("whsec_")) continue;
        return std::string("must be signing secrets of Stripe, whsec_..., with commas between");
    }
    return std::nullopt;
}

}  // namespace config

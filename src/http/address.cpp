// Reads X-Forwarded-For from the right.
#include "http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/text.hpp"

namespace http {
namespace {

using base::IpAddress;

std::string to_text(const IpAddress& address) {
    constexpr IpAddress ipv4_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const bool is_ipv4 = std::equal(address.begin(), address.begin() + 12, ipv4_prefix.begin());
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(is_ipv4 ? AF_INET : AF_INET6, address.data() + (is_ipv4 ? 12 : 0), text.data(),
              text.size());
    return text.data();
}

bool is_port(std::string_view text) {
    const auto number = base::parse_integer(text);
    return number && *number >= 0 && *number <= 65535;
}

// "192.0.2.7", "192.0.2.7:4711", "2001:db8::7", "[2001:db8::7]" or "[2001:db8::7]:4711".
std::optional<IpAddress> parse_entry(std::string_view entry) {
    if (entry.starts_with('[')) {
        const auto close = entry.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        const auto rest = entry.substr(close + 1);
        if (!rest.empty() && !(rest.front() == ':' && is_port(rest.substr(1)))) return std::nullopt;
        return base::parse_ip_address(entry.substr(1, close - 1));
    }
    if (std::count(entry.begin(), entry.end(), ':') == 1) {
        const auto colon = entry.find(':');
        if (!is_port(entry.substr(colon + 1))) return std::nullopt;
        entry = entry.substr(0, colon);
    }
    return base::parse_ip_address(entry);
}

}  // namespace

std::string client_address(const Request& request, const base::Networks& trusted_proxies) {
    // A link-local peer names its interface, "fe80::1%eth0".
    const std::string_view peer = request.peer_address;
    const auto peer_address = base::parse_ip_address(peer.substr(0, peer.find('%')));
    if (!peer_address) return request.peer_address;

    IpAddress address = *peer_address;
    // Several headers of one name are one list, in order.
    for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
        if (header->name != "x-forwarded-for") continue;
        std::string_view list = header->value;
        while (!base::trim(list).empty()) {
            if (!trusted_proxies.contains(address)) return to_text(address);
            const auto comma = list.rfind(',');
            const auto begin = comma == std::string_view::npos ? 0 : comma + 1;
            const auto entry = base::trim(list.substr(begin));
            list = list.substr(0, comma == std::string_view::npos ? 0 : comma);
            if (entry.empty()) continue;  // RFC 9110 section 5.6.1: empty members do not count
            const auto parsed = parse_entry(entry);
            if (!parsed) return to_text(address);
            address = *parsed;
        }
    }
    return to_text(address);
}

}  // namespace http

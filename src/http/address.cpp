// Reads X-Forwarded-For or Forwarded from the right.
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

// True for a quotation mark that begins or ends a quoted string: one behind a backslash is part of
// the string.
bool is_quote(std::string_view text, std::size_t index) {
    if (text[index] != '"') return false;
    std::size_t backslashes = 0;
    while (backslashes < index && text[index - 1 - backslashes] == '\\') ++backslashes;
    return backslashes % 2 == 0;
}

// Where the last member of a list begins. Looked for from the right, where the proxy wrote: a
// quotation mark that the client left open stands further left.
std::size_t begin_of_last_member(std::string_view list, bool has_quotes) {
    bool is_quoted = false;
    for (std::size_t i = list.size(); i > 0; --i) {
        if (has_quotes && is_quote(list, i - 1)) is_quoted = !is_quoted;
        if (list[i - 1] == ',' && !is_quoted) return i;
    }
    return 0;
}

std::size_t end_of_pair(std::string_view member) {
    bool is_quoted = false;
    for (std::size_t i = 0; i < member.size(); ++i) {
        if (is_quote(member, i)) is_quoted = !is_quoted;
        if (member[i] == ';' && !is_quoted) return i;
    }
    return member.size();
}

// The node of `for=192.0.2.7;proto=https` or `for="[2001:db8::7]:4711"` (RFC 7239, section 4).
// Empty: it names none.
std::string_view node_of(std::string_view member) {
    while (!member.empty()) {
        const auto end = end_of_pair(member);
        const auto pair = base::trim(member.substr(0, end));
        member.remove_prefix(std::min(end + 1, member.size()));
        if (base::lower(pair.substr(0, 4)) != "for=") continue;
        auto node = pair.substr(4);
        if (node.size() >= 2 && node.front() == '"' && node.back() == '"') {
            node = node.substr(1, node.size() - 2);
        }
        return node;
    }
    return {};
}

}  // namespace

std::string client_address(const Request& request, const Proxies& proxies) {
    // A link-local peer names its interface, "fe80::1%eth0".
    const std::string_view peer = request.peer_address;
    const auto peer_address = base::parse_ip_address(peer.substr(0, peer.find('%')));
    if (!peer_address) return request.peer_address;

    const std::string_view name = proxies.use_rfc_7239 ? "forwarded" : "x-forwarded-for";
    IpAddress address = *peer_address;
    // Several headers of one name are one list, in order.
    for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
        if (header->name != name) continue;
        std::string_view list = header->value;
        while (!base::trim(list).empty()) {
            if (!proxies.trusted.contains(address)) return to_text(address);
            const auto begin = begin_of_last_member(list, proxies.use_rfc_7239);
            const auto member = base::trim(list.substr(begin));
            list = list.substr(0, begin == 0 ? 0 : begin - 1);
            if (member.empty()) continue;  // RFC 9110 section 5.6.1: empty members do not count
            const auto parsed = parse_entry(proxies.use_rfc_7239 ? node_of(member) : member);
            if (!parsed) return to_text(address);
            address = *parsed;
        }
    }
    return to_text(address);
}

}  // namespace http

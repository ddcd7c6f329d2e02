// IP networks in CIDR notation.
#include "base/networks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace base {

std::optional<IpAddress> parse_ip_address(std::string_view text) {
    // For every request, hence without a string: inet_pton() wants a zero at the end.
    std::array<char, INET6_ADDRSTRLEN> name{};
    if (text.size() >= name.size()) return std::nullopt;
    std::copy(text.begin(), text.end(), name.begin());
    IpAddress address{};
    if (inet_pton(AF_INET6, name.data(), address.data()) == 1) return address;
    address = IpAddress{};
    address[10] = address[11] = 0xff;
    if (inet_pton(AF_INET, name.data(), address.data() + 12) == 1) return address;
    return std::nullopt;
}

std::optional<Networks::Network> Networks::parse_one(std::string_view text) {
    const auto slash = text.find('/');
    const auto name = text.substr(0, slash);
    const auto address = parse_ip_address(name);
    if (!address) return std::nullopt;
    Network network{.address = *address, .prefix_bits = 128};
    if (slash == std::string_view::npos) return network;

    const bool is_ipv4 = name.find(':') == std::string_view::npos;
    const auto bits = parse_integer(text.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > (is_ipv4 ? 32 : 128)) return std::nullopt;
    network.prefix_bits = static_cast<int>(*bits) + (is_ipv4 ? 96 : 0);
    return network;
}

Result<Networks> Networks::parse(std::string_view list) {
    Networks result;
    while (!trim(list).empty()) {
        const auto comma = std::min(list.find(','), list.size());
        const auto member = trim(list.substr(0, comma));
        const auto network = parse_one(member);
        if (!network) {
            return fail(
                ErrorCode::invalid_configuration,
                "'" + std::string(member) + "' is not a network such as 10.0.0.0/8 or ::1/128");
        }
        result.networks_.push_back(*network);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return result;
}

bool Networks::contains(const IpAddress& address) const {
    return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
        int bits_left = network.prefix_bits;
        for (std::size_t i = 0; i < address.size() && bits_left > 0; ++i, bits_left -= 8) {
            const int mask = bits_left >= 8 ? 0xff : 0xff << (8 - bits_left) & 0xff;
            if (((address[i] ^ network.address[i]) & mask) != 0) return false;
        }
        return true;
    });
}

}  // namespace base

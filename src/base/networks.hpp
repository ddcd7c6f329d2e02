// IP networks in CIDR notation: whose word on whom they forward for is believed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace base {

// An IPv6 address; an IPv4 one as ::ffff:a.b.c.d, so that both kinds compare.
using IpAddress = std::array<std::uint8_t, 16>;

// "192.0.2.7" or "2001:db8::7". nullopt: neither.
std::optional<IpAddress> parse_ip_address(std::string_view text);

class Networks {
public:
    // "127.0.0.0/8,::1/128"; an address without a prefix is that one address; empty is no network.
    // invalid_configuration with the member that is not a network.
    static Result<Networks> parse(std::string_view list);

    bool contains(const IpAddress& address) const;

private:
    struct Network {
        IpAddress address{};
        int prefix_bits = 128;
    };
    static std::optional<Network> parse_one(std::string_view text);
    std::vector<Network> networks_;
};

}  // namespace base

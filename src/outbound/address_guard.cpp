// The special-purpose addresses of IPv4 and IPv6, and the forms of a URL.
#include "outbound/address_guard.hpp"

#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/text.hpp"

namespace outbound {
namespace {

// https://www.iana.org/assignments/iana-ipv4-special-registry, and the address at which Azure's
// virtual machines reach their host, which is a public one.
constexpr std::string_view special_ipv4 =
    "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,"
    "192.0.2.0/24,192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,"
    "224.0.0.0/4,240.0.0.0/4,168.63.129.16/32";

// https://www.iana.org/assignments/iana-ipv6-special-registry, as far as it lies in 2000::/3, the
// only part of IPv6 from which global addresses are given: protocol assignments with Teredo,
// benchmarks and ORCHID, AS112, documentation.
constexpr std::string_view special_ipv6 = "2001::/23,2001:db8::/32,2620:4f:8000::/48,3fff::/20";

const base::Networks& networks(std::string_view list) {
    static const base::Networks ipv4 = base::Networks::parse(special_ipv4).value();
    static const base::Networks ipv6 = base::Networks::parse(special_ipv6).value();
    return list.data() == special_ipv4.data() ? ipv4 : ipv6;
}

bool begins_with(const base::IpAddress& address, std::initializer_list<std::uint8_t> bytes) {
    return std::equal(bytes.begin(), bytes.end(), address.begin());
}

// The IPv4 address that stands at this byte, in the form in which addresses compare.
base::IpAddress embedded_ipv4(const base::IpAddress& address, std::size_t first_byte) {
    base::IpAddress ipv4{};
    ipv4[10] = ipv4[11] = 0xff;
    std::copy_n(address.begin() + static_cast<std::ptrdiff_t>(first_byte), 4, ipv4.begin() + 12);
    return ipv4;
}

bool is_public_ipv4(const base::IpAddress& mapped) {
    return !networks(special_ipv4).contains(mapped);
}

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// A part of the URL; nothing where it has none.
std::optional<std::string> part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
    return std::string(text);
}

// Names that no public DNS knows (RFC 6761, 6762, 8375, and .internal of ICANN).
bool is_private_name(std::string_view name) {
    constexpr std::array<std::string_view, 6> endings = {".localhost", ".local",     ".internal",
                                                         ".lan",       ".home.arpa", ".test"};
    return name.find('.') == std::string_view::npos ||
           std::any_of(endings.begin(), endings.end(),
                       [name](std::string_view ending) { return name.ends_with(ending); });
}

std::optional<std::string> fault_of_host(std::string host) {
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    if (const auto address = base::parse_ip_address(host)) {
        if (is_public(*address)) return std::nullopt;
        return "Must not lead into a private network.";
    }
    host = base::lower(host);
    if (host.ends_with('.')) host.pop_back();
    if (!is_private_name(host)) return std::nullopt;
    return "Must name a host that everybody on the internet can find.";
}

}  // namespace

bool is_public(const base::IpAddress& address) {
    if (begins_with(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) {
        return is_public_ipv4(address);
    }
    // NAT64 (RFC 6052): how hosts without IPv4 reach those without IPv6. Networks that choose their
    // own prefix for it (64:ff9b:1::/48) are private.
    if (begins_with(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) {
        return is_public_ipv4(embedded_ipv4(address, 12));
    }
    if (begins_with(address, {0x20, 0x02})) {  // 6to4
        return is_public_ipv4(embedded_ipv4(address, 2));
    }
    return (address[0] & 0xe0) == 0x20 && !networks(special_ipv6).contains(address);
}

bool is_public(const sockaddr& address) {
    base::IpAddress bytes{};
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 ipv6{};
        std::memcpy(&ipv6, &address, sizeof ipv6);
        std::memcpy(bytes.data(), &ipv6.sin6_addr, bytes.size());
        return is_public(bytes);
    }
    if (address.sa_family != AF_INET) return false;
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, &address, sizeof ipv4);
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(bytes.data() + 12, &ipv4.sin_addr, 4);
    return is_public(bytes);
}

std::optional<std::string> fault_of_url(const std::string& url, bool admits_private) {
    const bool is_plain =
        std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (!is_plain) return "Must have only visible ASCII characters; write others with % or xn--.";
    const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
    if (!parsed) throw std::bad_alloc();
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
        CURLUE_OK) {
        return "Must be a URL such as https://example.com/webhooks.";
    }
    const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME).value_or("");
    if (scheme != "https" && !(scheme == "http" && admits_private)) {
        return "Must begin with https://.";
    }
    if (part_of(parsed.get(), CURLUPART_USER) || part_of(parsed.get(), CURLUPART_PASSWORD)) {
        return "Must not have a user name or a password.";
    }
    if (part_of(parsed.get(), CURLUPART_FRAGMENT)) return "Must not have a part behind #.";
    if (part_of(parsed.get(), CURLUPART_PORT) == "0") return "Must not have the port 0.";
    if (admits_private) return std::nullopt;
    return fault_of_host(part_of(parsed.get(), CURLUPART_HOST).value_or(""));
}

}  // namespace outbound

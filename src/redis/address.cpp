// Reading redis:// addresses.
#include "redis/address.hpp"

#include <optional>

#include "base/text.hpp"

namespace redis {
namespace {

constexpr std::string_view scheme = "redis://";
constexpr std::int64_t port_max = 65535;
constexpr std::int64_t database_max = 1'000'000;

tl::unexpected<base::Error> wrong(std::string_view what) {
    return base::fail(base::ErrorCode::invalid_configuration,
                      "The address of Redis must be redis://user:password@host:port/database; " +
                          std::string(what) + ".");
}

std::optional<int> hex_digit(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded += text[at];
            continue;
        }
        if (at + 2 >= text.size()) return std::nullopt;
        const auto high = hex_digit(text[at + 1]);
        const auto low = hex_digit(text[at + 2]);
        if (!high || !low) return std::nullopt;
        decoded += static_cast<char>(*high * 16 + *low);
        at += 2;
    }
    return decoded;
}

bool is_number(std::string_view text, std::int64_t min, std::int64_t max) {
    const auto number = base::parse_integer(text);
    return number && *number >= min && *number <= max;
}

// Takes "[user][:password]@" off the front of the text; false where it is not well encoded.
bool take_credentials(std::string_view& rest, Address& address) {
    const std::size_t at = rest.rfind('@');
    if (at == std::string_view::npos) return true;
    const std::string_view credentials = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    const std::size_t colon = credentials.find(':');
    const auto user = percent_decoded(credentials.substr(0, colon));
    const auto password = percent_decoded(
        colon == std::string_view::npos ? std::string_view() : credentials.substr(colon + 1));
    if (!user || !password) return false;
    address.user = *user;
    address.password = *password;
    return true;
}

}  // namespace

base::Result<Address> parse_address(std::string_view url) {
    if (!url.starts_with(scheme)) return wrong("it begins with redis://");
    std::string_view rest = url.substr(scheme.size());
    Address address;
    if (!take_credentials(rest, address)) return wrong("a % there stands before two hex digits");

    if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
        const std::string_view database = rest.substr(slash + 1);
        rest = rest.substr(0, slash);
        if (!database.empty()) {
            if (!is_number(database, 0, database_max)) return wrong("the database is a number");
            address.database = static_cast<int>(*base::parse_integer(database));
        }
    }
    const bool is_bracketed = rest.starts_with('[');
    const std::size_t end = is_bracketed ? rest.find(']') : rest.find(':');
    if (is_bracketed && end == std::string_view::npos) return wrong("a bracket is not closed");
    address.host = is_bracketed ? rest.substr(1, end - 1) : rest.substr(0, end);
    std::string_view behind = end == std::string_view::npos ? "" : rest.substr(end);
    if (is_bracketed) behind.remove_prefix(1);
    if (address.host.empty()) return wrong("it names a host");
    if (behind.empty()) return address;
    if (!behind.starts_with(':') || !is_number(behind.substr(1), 1, port_max)) {
        return wrong("the port is a number from 1 to 65535");
    }
    address.port = behind.substr(1);
    return address;
}

}  // namespace redis

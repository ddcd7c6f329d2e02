// Identifiers: UUIDv7 for rows (RFC 9562, sorts by time), random texts for what must not be
// guessed.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace base {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

// A new row id: 48 bits of milliseconds, then random bits from the kernel.
Uuid new_uuid(Instant now);

// Accepts exactly the 36-character form, any case. nullopt: not a UUID.
std::optional<Uuid> parse_uuid(std::string_view text);
std::string to_string(const Uuid& id);

// `length` characters from 0-9A-Z without I, L, O and U (Crockford base 32), 5 random bits each.
std::string random_code(int length);

// `bytes` random bytes as lower-case hex.
std::string random_hex(int bytes);

}  // namespace base

template <>
struct std::hash<base::Uuid> {
    std::size_t operator()(const base::Uuid& id) const noexcept;
};

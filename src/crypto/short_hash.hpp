// A hash for tables whose keys strangers choose: keyed, so that nobody can look for keys that fall
// together.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace crypto {

// SipHash-2-4 under a random key of its own.
class ShortHash {
public:
    ShortHash();
    std::uint64_t operator()(std::span<const std::uint8_t> bytes) const;

private:
    std::array<std::uint8_t, 16> key_{};
};

}  // namespace crypto

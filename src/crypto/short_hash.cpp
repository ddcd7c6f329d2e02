// SipHash by libsodium.
#include "crypto/short_hash.hpp"

#include <sodium.h>

#include <bit>

#include "crypto/sodium.hpp"

namespace crypto {

ShortHash::ShortHash() {
    static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8);
    require_sodium();
    crypto_shorthash_keygen(key_.data());
}

std::uint64_t ShortHash::operator()(std::span<const std::uint8_t> bytes) const {
    std::array<std::uint8_t, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), bytes.data(), bytes.size(), key_.data());
    return std::bit_cast<std::uint64_t>(hash);
}

}  // namespace crypto

// Through libsodium.
#include "crypto/token.hpp"

#include <sodium.h>

#include "crypto/sodium.hpp"

namespace crypto {
namespace {

constexpr int base64_form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string hex_of(std::string_view bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');  // libsodium ends it with a zero
    sodium_bin2hex(text.data(), text.size(), bytes_of(bytes), bytes.size());
    text.pop_back();
    return text;
}

}  // namespace

std::string hmac_sha256(const Key& key, std::string_view data) {
    require_sodium();
    std::string result(crypto_auth_hmacsha256_BYTES, '\0');
    static_assert(sizeof key.bytes == crypto_auth_hmacsha256_KEYBYTES);
    crypto_auth_hmacsha256(bytes_of(result), bytes_of(data), data.size(), key.bytes.data());
    return result;
}

std::string hmac_sha256_hex(const Key& key, std::string_view data) {
    return hex_of(hmac_sha256(key, data));
}

std::string hmac_sha256_hex(std::string_view secret, std::string_view data) {
    require_sodium();
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(secret), secret.size());
    crypto_auth_hmacsha256_update(&state, bytes_of(data), data.size());
    std::string hash(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, bytes_of(hash));
    return hex_of(hash);
}

bool constant_time_equal(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string base64url_encode(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), base64_form), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), base64_form);
    text.pop_back();  // the zero at its end
    return text;
}

std::optional<std::string> base64url_decode(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &size,
                          nullptr, base64_form) != 0) {
        return std::nullopt;
    }
    bytes.resize(size);
    // libsodium 1.0.18 takes some bytes beyond ASCII for '_'.
    if (base64url_encode(bytes) != text) return std::nullopt;
    return bytes;
}

std::string random_secret(std::size_t bytes) {
    require_sodium();
    std::string secret(bytes, '\0');
    randombytes_buf(secret.data(), secret.size());
    return base64url_encode(secret);
}

}  // namespace crypto

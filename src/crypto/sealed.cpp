// Through libsodium: nonce, then ciphertext with its authentication tag.
#include "crypto/sealed.hpp"

#include <sodium.h>

#include "crypto/sodium.hpp"
#include "crypto/token.hpp"

namespace crypto {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(sizeof(Key::bytes) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

}  // namespace

std::string seal(const Key& key, std::string_view plaintext, std::string_view context) {
    require_sodium();
    std::string sealed(nonce_bytes + plaintext.size() + tag_bytes, '\0');
    unsigned char* const nonce = bytes_of(sealed);
    randombytes_buf(nonce, nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, bytes_of(plaintext),
                                               plaintext.size(), bytes_of(context), context.size(),
                                               nullptr, nonce, key.bytes.data());
    return base64url_encode(sealed);
}

std::optional<std::string> unseal(std::span<const Key> keys, std::string_view sealed,
                                  std::string_view context) {
    require_sodium();
    const auto bytes = base64url_decode(sealed);
    if (!bytes || bytes->size() < nonce_bytes + tag_bytes) return std::nullopt;
    const unsigned char* const nonce = bytes_of(*bytes);
    const std::size_t ciphertext_bytes = bytes->size() - nonce_bytes;
    for (const Key& key : keys) {
        std::string plaintext(ciphertext_bytes - tag_bytes, '\0');
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                bytes_of(plaintext), nullptr, nullptr, nonce + nonce_bytes, ciphertext_bytes,
                bytes_of(context), context.size(), nonce, key.bytes.data()) == 0) {
            return plaintext;
        }
    }
    return std::nullopt;
}

}  // namespace crypto

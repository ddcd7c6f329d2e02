// Argon2id through libsodium.
#include "crypto/password.hpp"

#include <sodium.h>

#include <stdexcept>

#include "crypto/sodium.hpp"
#include "crypto/token.hpp"

namespace crypto {

std::string hash_password(std::string_view password) {
    require_sodium();
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str(hash.data(), password.data(), password.size(), password_hash_passes,
                          password_hash_bytes) != 0) {
        throw std::runtime_error("no memory for the hash of a password");
    }
    hash.resize(hash.find('\0'));
    return hash;
}

bool verify_password(const std::string& hash, std::string_view password) {
    require_sodium();
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& hash) {
    require_sodium();
    return crypto_pwhash_str_needs_rehash(hash.c_str(), password_hash_passes,
                                          password_hash_bytes) != 0;
}

const std::string& decoy_hash() {
    static const std::string hash = hash_password(random_secret(32));
    return hash;
}

}  // namespace crypto

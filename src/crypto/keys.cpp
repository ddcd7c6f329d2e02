// HKDF with SHA-256 (RFC 5869): from the master secret to one key per purpose.
#include "crypto/keys.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "base/text.hpp"
#include "crypto/token.hpp"

namespace crypto {
namespace {

constexpr std::size_t secret_characters_min = 32;
// 32 random hex digits have fewer than 8 different ones about once in a hundred million.
constexpr std::size_t different_characters_min = 8;

bool is_random_enough(std::string_view secret) {
    const std::set<char> different(secret.begin(), secret.end());
    return secret.size() >= secret_characters_min && different.size() >= different_characters_min;
}

Key key_of(std::string_view bytes) {
    Key key;
    std::copy_n(bytes.begin(), key.bytes.size(), key.bytes.begin());
    return key;
}

// Extract, the same for every purpose of a secret.
Key extract(std::string_view secret) {
    Key salt;
    constexpr std::string_view name = "bookingtms";
    std::copy(name.begin(), name.end(), salt.bytes.begin());
    return key_of(hmac_sha256(salt, secret));
}

// Expand, of which 32 bytes are the first block.
Key expand(const Key& extracted, std::string_view purpose) {
    return key_of(hmac_sha256(extracted, std::string(purpose) + '\x01'));
}

}  // namespace

base::Result<Keys> Keys::from(std::string_view secrets) {
    Keys keys;
    for (std::size_t begin = 0; begin <= secrets.size();) {
        const std::size_t end = std::min(secrets.find(',', begin), secrets.size());
        const std::string_view secret = base::trim(secrets.substr(begin, end - begin));
        begin = end + 1;
        if (!is_random_enough(secret)) {
            return base::fail(base::ErrorCode::invalid_configuration,
                              "A secret key is 32 or more random characters, several have commas "
                              "between them. This prints a good one: openssl rand -base64 48");
        }
        const Key extracted = extract(secret);
        keys.access_tokens_.push_back(expand(extracted, "access tokens"));
        keys.links_.push_back(expand(extracted, "links"));
        keys.totp_.push_back(expand(extracted, "second factors"));
        keys.csrf_.push_back(expand(extracted, "csrf tokens"));
        keys.audit_.push_back(expand(extracted, "audit trail"));
        keys.webhooks_.push_back(expand(extracted, "webhook secrets"));
        keys.gift_cards_.push_back(expand(extracted, "gift cards"));
    }
    return keys;
}

}  // namespace crypto

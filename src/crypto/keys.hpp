// The keys of the program, each for one purpose, all made from one master secret.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace crypto {

struct Key {
    std::array<std::uint8_t, 32> bytes{};
    friend bool operator==(const Key&, const Key&) = default;
};

// Master secrets are changed by putting a new one in front: the first key of each list signs and
// seals, and all of them verify and open, so what the old one signed stays good until it is taken
// away. No list is empty.
class Keys {
public:
    // One secret of 32 or more random characters, or several with commas between them, the newest
    // first. invalid_configuration says how to make one; it never shows the secret.
    static base::Result<Keys> from(std::string_view secrets);

    std::span<const Key> access_tokens() const { return access_tokens_; }  // signs crypto/jwt.hpp
    std::span<const Key> links() const { return links_; }        // hashes links sent by mail
    std::span<const Key> totp() const { return totp_; }          // seals and hashes second factors
    std::span<const Key> csrf() const { return csrf_; }          // makes the tokens of forms
    std::span<const Key> audit() const { return audit_; }        // signs the audit trail
    std::span<const Key> webhooks() const { return webhooks_; }  // seals secrets of endpoints
    std::span<const Key> gift_cards() const { return gift_cards_; }  // makes their codes

private:
    std::vector<Key> access_tokens_;
    std::vector<Key> links_;
    std::vector<Key> totp_;
    std::vector<Key> csrf_;
    std::vector<Key> audit_;
    std::vector<Key> webhooks_;
    std::vector<Key> gift_cards_;
};

}  // namespace crypto

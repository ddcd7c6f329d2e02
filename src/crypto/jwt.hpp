// Access tokens: JSON Web Tokens (RFC 7519) with HMAC-SHA256, made and read by this program alone
// (docs/decisions/0022).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "crypto/keys.hpp"

namespace crypto {

// Who has signed in. What they may do is asked of the database with every request, so a token
// grants nothing that has been taken away.
struct AccessClaims {
    base::Uuid user_id;        // sub
    base::Uuid session_id;     // sid: the sign-in, whose end ends the token
    base::Instant issued_at;   // iat, whole seconds
    base::Instant expires_at;  // exp, whole seconds; at this instant it is no longer good
    friend bool operator==(const AccessClaims&, const AccessClaims&) = default;
};

// The instants lose what is less than a second.
std::string sign_access_token(const Key& key, const AccessClaims& claims);

// The claims of a token that one of the keys signed and that is good now; nullopt for everything
// else, whatever the bytes are. Only the header that sign_access_token() writes is accepted, so no
// token chooses its own algorithm.
std::optional<AccessClaims> verify_access_token(std::span<const Key> keys, std::string_view token,
                                                base::Instant now);

}  // namespace crypto

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

inline constexpr std::size_t access_token_characters_max = 1024;
// As far as the clocks of nodes may differ: a token may come from so far in the future.
inline constexpr std::chrono::seconds clock_difference_max{30};

struct AccessClaims {
    base::Uuid user_id;          // sub
    base::Uuid organization_id;  // org
    base::Uuid session_id;       // sid: the sign-in, whose end ends the token
    base::Instant issued_at;     // iat, whole seconds
    base::Instant expires_at;    // exp, whole seconds; at this instant it is no longer good
    friend bool operator==(const AccessClaims&, const AccessClaims&) = default;
};

std::string sign_access_token(const Key& key, const AccessClaims& claims);

// The claims of a token that one of the keys signed and that is good now; nullopt for everything
// else, whatever the bytes are. Only the header that sign_access_token() writes is accepted, so no
// token chooses its own algorithm.
std::optional<AccessClaims> verify_access_token(std::span<const Key> keys, std::string_view token,
                                                base::Instant now);

}  // namespace crypto

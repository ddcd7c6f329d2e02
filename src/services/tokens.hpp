// Texts that programs show to be let in: refresh tokens, and the tokens of one-time links.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/context.hpp"

namespace services {

// "<organization id and token id>.<secret>", both in base64url. Only the secret's SHA-256 is kept.
struct RefreshToken {
    base::Uuid organization_id;
    base::Uuid id;
    std::string secret_hash;
};
struct NewRefreshToken {
    std::string text;
    RefreshToken token;
};
NewRefreshToken make_refresh_token(const Context& context, const base::Uuid& organization_id);
std::optional<RefreshToken> parse_refresh_token(std::string_view text);

// One-time links carry "<organization id and link id>.<signature>": the signature is made from the
// purpose and the ids with the server's key, so that no secret stands in the database.
struct Link {
    base::Uuid organization_id;
    base::Uuid id;
};
std::string link_token(const crypto::Keys& keys, std::string_view purpose, const Link& link);
// What the signed links of bookings are for: customers manage theirs with them.
inline constexpr std::string_view manage_purpose = "manage";

std::optional<Link> parse_link_token(const crypto::Keys& keys, std::string_view purpose,
                                     std::string_view text);

// Where customers see and change their booking without an account: <public_url>/manage/<token>, the
// token a link token of the purpose "manage" whose id is the booking's.
std::string manage_url(const crypto::Keys& keys, const std::string& public_url,
                       const base::Uuid& organization_id, const base::Uuid& booking_id);

// What the QR code of a booking says: 64 characters of base64url, the two ids and the first half of
// the signature (RFC 2104, 5 allows that), so that the code stays coarse enough for any camera.
std::string ticket_code(const crypto::Keys& keys, const base::Uuid& organization_id,
                        const base::Uuid& booking_id);
// The organization and the booking that a code names, where one of the server's keys signed it.
std::optional<Link> read_ticket_code(const crypto::Keys& keys, std::string_view text);

}  // namespace services

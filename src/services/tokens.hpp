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
std::optional<Link> parse_link_token(const crypto::Keys& keys, std::string_view purpose,
                                     std::string_view text);

}  // namespace services

// Refresh tokens, and the tokens of one-time links.
#include "services/tokens.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "crypto/token.hpp"

namespace services {
namespace {

constexpr int secret_bytes = 32;
constexpr std::string_view ticket_purpose = "ticket";
constexpr std::size_t id_bytes = std::tuple_size_v<decltype(base::Uuid::bytes)>;
constexpr std::size_t ticket_signature_bytes = 16;

std::string bytes_of(const base::Uuid& id) {
    return std::string(id.bytes.begin(), id.bytes.end());
}

// Two ids in one text, and back.
std::string pack(const base::Uuid& organization_id, const base::Uuid& id) {
    return crypto::base64url_encode(bytes_of(organization_id) + bytes_of(id));
}

// The id that these bytes begin with.
base::Uuid id_at(std::string_view bytes) {
    base::Uuid id;
    std::copy_n(bytes.begin(), id_bytes, id.bytes.begin());
    return id;
}

struct Packed {
    base::Uuid organization_id;
    base::Uuid id;
    std::string_view rest;  // behind the dot
};

std::optional<Packed> unpack(std::string_view text) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto bytes = crypto::base64url_decode(text.substr(0, dot));
    Packed packed;
    if (!bytes || bytes->size() != 2 * id_bytes) return std::nullopt;
    packed.organization_id = id_at(*bytes);
    packed.id = id_at(std::string_view(*bytes).substr(id_bytes));
    packed.rest = text.substr(dot + 1);
    return packed;
}

std::string signature_of(const crypto::Key& key, std::string_view purpose, const Link& link) {
    return crypto::hmac_sha256(
        key, std::string(purpose) + ":" + bytes_of(link.organization_id) + bytes_of(link.id));
}

}  // namespace

NewRefreshToken make_refresh_token(const Context& context, const base::Uuid& organization_id) {
    const std::string secret = crypto::random_secret(secret_bytes);
    NewRefreshToken made;
    made.token.organization_id = organization_id;
    made.token.id = base::new_uuid(context.clock->now());
    made.token.secret_hash = base::sha256_hex(secret);
    made.text = pack(organization_id, made.token.id) + "." + secret;
    return made;
}

std::optional<RefreshToken> parse_refresh_token(std::string_view text) {
    const auto packed = unpack(text);
    if (!packed) return std::nullopt;
    RefreshToken token;
    token.organization_id = packed->organization_id;
    token.id = packed->id;
    token.secret_hash = base::sha256_hex(packed->rest);
    return token;
}

std::string link_token(const crypto::Keys& keys, std::string_view purpose, const Link& link) {
    return pack(link.organization_id, link.id) + "." +
           crypto::base64url_encode(signature_of(keys.links().front(), purpose, link));
}

std::optional<Link> parse_link_token(const crypto::Keys& keys, std::string_view purpose,
                                     std::string_view text) {
    const auto packed = unpack(text);
    if (!packed) return std::nullopt;
    const auto signature = crypto::base64url_decode(packed->rest);
    if (!signature) return std::nullopt;
    Link link;
    link.organization_id = packed->organization_id;
    link.id = packed->id;
    const auto signs = [&](const crypto::Key& key) {
        return crypto::constant_time_equal(*signature, signature_of(key, purpose, link));
    };
    if (!std::any_of(keys.links().begin(), keys.links().end(), signs)) return std::nullopt;
    return link;
}

std::string manage_url(const crypto::Keys& keys, const std::string& public_url,
                       const base::Uuid& organization_id, const base::Uuid& booking_id) {
    Link link;
    link.organization_id = organization_id;
    link.id = booking_id;
    return public_url + "/manage/" + link_token(keys, manage_purpose, link);
}

std::string ticket_code(const crypto::Keys& keys, const base::Uuid& organization_id,
                        const base::Uuid& booking_id) {
    Link link;
    link.organization_id = organization_id;
    link.id = booking_id;
    const std::string signature = signature_of(keys.links().front(), ticket_purpose, link);
    return crypto::base64url_encode(bytes_of(organization_id) + bytes_of(booking_id) +
                                    signature.substr(0, ticket_signature_bytes));
}

std::optional<Link> read_ticket_code(const crypto::Keys& keys, std::string_view text) {
    const auto bytes = crypto::base64url_decode(text);
    if (!bytes || bytes->size() != 2 * id_bytes + ticket_signature_bytes) return std::nullopt;
    const std::string_view parts = *bytes;
    Link link;
    link.organization_id = id_at(parts);
    link.id = id_at(parts.substr(id_bytes));
    const std::string_view signature = parts.substr(2 * id_bytes);
    const auto signs = [&](const crypto::Key& key) {
        const std::string whole = signature_of(key, ticket_purpose, link);
        return crypto::constant_time_equal(signature, whole.substr(0, ticket_signature_bytes));
    };
    if (!std::any_of(keys.links().begin(), keys.links().end(), signs)) return std::nullopt;
    return link;
}

}  // namespace services

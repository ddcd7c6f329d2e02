// Making and checking access tokens.
#include "crypto/jwt.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "crypto/token.hpp"

namespace crypto {
namespace {

constexpr std::string_view issuer = "bookingtms";
constexpr std::size_t token_characters_max = 1024;

// Our tokens have exactly this header, so no other one is looked into (RFC 8725, 3.1).
const std::string& header_text() {
    static const std::string text = base64url_encode(R"({"alg":"HS256","typ":"JWT"})");
    return text;
}

std::int64_t seconds_of(base::Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

std::optional<base::Instant> instant_of(const boost::json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    // Far enough for every clock, and never an overflow in microseconds.
    constexpr std::int64_t seconds_max = 253402300799;  // the end of the year 9999
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    const std::int64_t seconds = value->as_int64();
    if (seconds < 0 || seconds > seconds_max) return std::nullopt;
    return base::Instant(std::chrono::seconds(seconds));
}

std::optional<base::Uuid> uuid_of(const boost::json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    const auto& text = value->as_string();
    return base::parse_uuid(std::string_view(text.data(), text.size()));
}

std::optional<AccessClaims> claims_of(std::string_view json, base::Instant now) {
    boost::json::error_code fault;
    const auto parsed = boost::json::parse(json, fault);
    if (fault || !parsed.is_object()) return std::nullopt;
    const boost::json::object& object = parsed.as_object();
    const auto* named = object.if_contains("iss");
    if (named == nullptr || !named->is_string() || named->as_string() != issuer)
        return std::nullopt;
    const auto user_id = uuid_of(object, "sub");
    const auto session_id = uuid_of(object, "sid");
    const auto issued_at = instant_of(object, "iat");
    const auto expires_at = instant_of(object, "exp");
    if (!user_id || !session_id || !issued_at || !expires_at) return std::nullopt;
    // One that was issued in the future is ours all the same: a clock was set back meanwhile.
    if (*expires_at <= now) return std::nullopt;
    AccessClaims claims;
    claims.user_id = *user_id;
    claims.session_id = *session_id;
    claims.issued_at = *issued_at;
    claims.expires_at = *expires_at;
    return claims;
}

}  // namespace

std::string sign_access_token(const Key& key, const AccessClaims& claims) {
    boost::json::object object;
    object["iss"] = issuer;
    object["sub"] = base::to_string(claims.user_id);
    object["sid"] = base::to_string(claims.session_id);
    object["iat"] = seconds_of(claims.issued_at);
    object["exp"] = seconds_of(claims.expires_at);
    const std::string signed_part =
        header_text() + "." + base64url_encode(boost::json::serialize(object));
    return signed_part + "." + base64url_encode(hmac_sha256(key, signed_part));
}

std::optional<AccessClaims> verify_access_token(std::span<const Key> keys, std::string_view token,
                                                base::Instant now) {
    if (token.size() > token_characters_max) return std::nullopt;
    const std::size_t last_dot = token.rfind('.');
    if (last_dot == std::string_view::npos) return std::nullopt;
    const std::string_view signed_part = token.substr(0, last_dot);
    const std::size_t dot = signed_part.find('.');
    if (dot == std::string_view::npos || signed_part.substr(0, dot) != header_text())
        return std::nullopt;
    const auto signature = base64url_decode(token.substr(last_dot + 1));
    if (!signature) return std::nullopt;
    const bool is_ours = std::any_of(keys.begin(), keys.end(), [&](const Key& key) {
        return constant_time_equal(hmac_sha256(key, signed_part), *signature);
    });
    if (!is_ours) return std::nullopt;
    // From here on it is what we signed ourselves, and nothing of strangers.
    const auto json = base64url_decode(signed_part.substr(dot + 1));
    if (!json) return std::nullopt;
    return claims_of(*json, now);
}

}  // namespace crypto

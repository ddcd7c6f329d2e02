// Access tokens: ours are read, everything else is refused without a crash.
#include "crypto/jwt.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "crypto/token.hpp"

namespace {

using crypto::AccessClaims;
using crypto::base64url_encode;
using crypto::Key;
using crypto::verify_access_token;

base::Instant at(std::int64_t seconds) {
    return base::Instant(std::chrono::seconds(seconds));
}

constexpr std::int64_t issued = 1700000000;
constexpr std::int64_t expires = issued + 3600;
const base::Instant during = at(issued + 60);

Key key_of(std::uint8_t byte) {
    Key key;
    key.bytes.fill(byte);
    return key;
}

const std::vector<Key> keys = {key_of(1)};

AccessClaims claims_of_ana() {
    AccessClaims claims;
    claims.user_id = base::parse_uuid("01890a5d-ac96-774b-bcce-b302099a8057").value();
    claims.session_id = base::parse_uuid("01890a5d-ac96-774b-bcce-b302099a8058").value();
    claims.issued_at = at(issued);
    claims.expires_at = at(expires);
    return claims;
}

// A token with these parts and the right signature for them.
std::string signed_token(std::string_view header, std::string_view payload) {
    const auto text = base64url_encode(header) + "." + base64url_encode(payload);
    return text + "." + base64url_encode(crypto::hmac_sha256(keys[0], text));
}

constexpr std::string_view our_header = R"({"alg":"HS256","typ":"JWT"})";

std::string payload_with(std::string_view issuer, std::string_view user, std::string_view session,
                         std::string_view iat, std::string_view exp) {
    return R"({"iss":)" + std::string(issuer) + R"(,"sub":)" + std::string(user) + R"(,"sid":)" +
           std::string(session) + R"(,"iat":)" + std::string(iat) + R"(,"exp":)" +
           std::string(exp) + "}";
}

constexpr std::string_view iss = R"("bookingtms")";
constexpr std::string_view sub = R"("01890a5d-ac96-774b-bcce-b302099a8057")";
constexpr std::string_view sid = R"("01890a5d-ac96-774b-bcce-b302099a8058")";
constexpr std::string_view iat = "1700000000";
constexpr std::string_view exp_ = "1700003600";

std::uint32_t first_seed() {
    const char* given = std::getenv("TEST_SEED");
    if (given == nullptr) return std::random_device()();
    return static_cast<std::uint32_t>(base::parse_integer(given).value());
}

TEST(AccessToken, IsReadAsItWasSigned) {
    const auto token = crypto::sign_access_token(keys[0], claims_of_ana());
    EXPECT_EQ(verify_access_token(keys, token, during), claims_of_ana());
}

// So that other programs can look into it: RFC 7519 with the usual names.
TEST(AccessToken, IsAJsonWebToken) {
    EXPECT_EQ(crypto::sign_access_token(keys[0], claims_of_ana()),
              signed_token(our_header, payload_with(iss, sub, sid, iat, exp_)));
}

TEST(AccessToken, LosesWhatIsLessThanASecond) {
    auto claims = claims_of_ana();
    claims.issued_at += std::chrono::microseconds(999999);
    claims.expires_at += std::chrono::microseconds(1);
    const auto token = crypto::sign_access_token(keys[0], claims);
    EXPECT_EQ(verify_access_token(keys, token, during), claims_of_ana());
}

TEST(AccessToken, IsGoodUntilItExpiresAlsoWhereTheClockWasSetBack) {
    const auto token = crypto::sign_access_token(keys[0], claims_of_ana());
    const auto is_good = [&](base::Instant now) {
        return verify_access_token(keys, token, now).has_value();
    };
    EXPECT_TRUE(is_good(at(issued - 7200)));
    EXPECT_TRUE(is_good(at(issued)));
    EXPECT_TRUE(is_good(at(expires) - std::chrono::microseconds(1)));
    EXPECT_FALSE(is_good(at(expires)));
    EXPECT_FALSE(is_good(base::Instant::max()));
}

TEST(AccessToken, IsVerifiedByEveryKeyOfTheListAndByNoOther) {
    const auto token = crypto::sign_access_token(keys[0], claims_of_ana());
    const std::vector<Key> after_a_change = {key_of(2), key_of(1)};
    const std::vector<Key> later = {key_of(2), key_of(3)};
    EXPECT_TRUE(verify_access_token(after_a_change, token, during));
    EXPECT_FALSE(verify_access_token(later, token, during));
    EXPECT_FALSE(verify_access_token({}, token, during));
}

// Each of them has the right signature, so only its header speaks against it.
TEST(AccessToken, WithAnotherHeaderIsRefusedEvenIfItIsSigned) {
    const auto payload = payload_with(iss, sub, sid, iat, exp_);
    const std::string_view headers[] = {
        R"({"alg":"none"})",
        R"({"alg":"None","typ":"JWT"})",
        R"({"typ":"JWT"})",
        R"({"alg":"HS512","typ":"JWT"})",
        R"({"alg":"RS256","typ":"JWT"})",
        R"({"alg":"hs256","typ":"JWT"})",
        R"({"alg":"HS256"})",
        R"({"alg":"HS256","typ":"at+jwt"})",
        R"({"alg":"HS256","typ":"JWT","crit":["exp"]})",
        R"({"alg":"HS256","typ":"JWT","kid":"1"})",
        R"({"alg":"HS256","alg":"none","typ":"JWT"})",
        R"({"alg":"HS256","typ":"JWT"} )",
        "{}",
        "",
    };
    EXPECT_TRUE(verify_access_token(keys, signed_token(our_header, payload), during));
    for (const auto header : headers) {
        EXPECT_FALSE(verify_access_token(keys, signed_token(header, payload), during)) << header;
    }
}

TEST(AccessToken, WithoutSignatureIsRefused) {
    const auto payload = base64url_encode(payload_with(iss, sub, sid, iat, exp_));
    const auto unsigned_part = base64url_encode(our_header) + "." + payload;
    EXPECT_FALSE(verify_access_token(keys, unsigned_part, during));
    EXPECT_FALSE(verify_access_token(keys, unsigned_part + ".", during));
    const auto none = base64url_encode(R"({"alg":"none","typ":"JWT"})");
    EXPECT_FALSE(verify_access_token(keys, none + "." + payload + ".", during));
    EXPECT_FALSE(verify_access_token(keys, none + "." + payload, during));
    // The key is used with the algorithm that we chose, not as text of the header.
    EXPECT_FALSE(verify_access_token(
        keys, unsigned_part + "." + base64url_encode(std::string(32, '\x01')), during));
}

TEST(AccessToken, WithClaimsThatAreNoneIsRefusedEvenIfItIsSigned) {
    const std::string payloads[] = {
        payload_with(R"("other")", sub, sid, iat, exp_),
        payload_with("null", sub, sid, iat, exp_),
        payload_with(iss, R"("me")", sid, iat, exp_),
        payload_with(iss, "7", sid, iat, exp_),
        payload_with(iss, sub, R"("")", iat, exp_),
        payload_with(iss, sub, sid, "1.7e9", exp_),
        payload_with(iss, sub, sid, R"("1700000000")", exp_),
        payload_with(iss, sub, sid, "-1", exp_),
        payload_with(iss, sub, sid, iat, "253402300800"),
        payload_with(iss, sub, sid, iat, "9223372036854775807"),
        payload_with(iss, sub, sid, iat, "18446744073709551615"),
        payload_with(iss, sub, sid, iat, "null"),
        R"({"iss":"bookingtms","sub":)" + std::string(sub) + "}",
        "{}",
        "[]",
        "null",
        "",
        "{",
        std::string(200, '['),
        std::string(3, '\0'),
    };
    for (const auto& payload : payloads) {
        EXPECT_FALSE(verify_access_token(keys, signed_token(our_header, payload), during))
            << payload;
    }
}

TEST(AccessToken, ThatIsLongerThanAnyOfOursIsRefused) {
    const auto good = payload_with(iss, sub, sid, iat, exp_);
    const auto padded = good.substr(0, good.size() - 1) + std::string(400, ' ') + "}";
    const auto too_long = good.substr(0, good.size() - 1) + std::string(800, ' ') + "}";
    EXPECT_TRUE(verify_access_token(keys, signed_token(our_header, padded), during));
    EXPECT_FALSE(verify_access_token(keys, signed_token(our_header, too_long), during));
    EXPECT_FALSE(verify_access_token(keys, std::string(10'000'000, '.'), during));
}

TEST(AccessToken, WithAnyCharacterChangedMissingOrAddedIsRefused) {
    const auto token = crypto::sign_access_token(keys[0], claims_of_ana());
    for (std::size_t i = 0; i < token.size(); ++i) {
        for (const char other : {'A', 'B', '.', '=', '\0', '\x80'}) {
            std::string changed = token;
            changed[i] = other;
            if (changed == token) continue;
            ASSERT_FALSE(verify_access_token(keys, changed, during)) << i << other;
        }
        ASSERT_FALSE(verify_access_token(keys, token.substr(0, i), during)) << i;
        ASSERT_FALSE(verify_access_token(keys, token.substr(i + 1), during)) << i;
    }
    for (const std::string_view more : {".", "A", "=", " ", "\n", ".AAAA"}) {
        EXPECT_FALSE(verify_access_token(keys, token + std::string(more), during)) << more;
        EXPECT_FALSE(verify_access_token(keys, std::string(more) + token, during)) << more;
    }
}

// What a stranger can send: bytes of every kind, also pieces of good tokens put together otherwise.
// A failure prints its seed; TEST_SEED=<seed> starts with that one.
TEST(AccessToken, NoGarbageIsTakenForOneOrThrows) {
    const std::uint32_t seed = first_seed();
    SCOPED_TRACE("TEST_SEED=" + std::to_string(seed));
    std::mt19937 random(seed);
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    const auto token = crypto::sign_access_token(keys[0], claims_of_ana());
    const std::string pieces[] = {
        token,
        token.substr(0, token.find('.')),
        token.substr(token.find('.'), 40),
        token.substr(token.rfind('.')),
        ".",
        "=",
        "{}",
        "eyJhbGciOiJub25lIn0",
    };
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (std::size_t parts = 1 + below(5); parts > 0; --parts) {
            if (below(2) == 0) {
                text += pieces[below(std::size(pieces))];
                continue;
            }
            for (std::size_t length = below(20); length > 0; --length) {
                text += static_cast<char>(below(256));
            }
        }
        if (below(3) == 0 && !text.empty()) text.erase(below(text.size()), 1 + below(4));
        const auto claims = verify_access_token(keys, text, during);
        ASSERT_EQ(claims.has_value(), text == token) << text;
        // The parts of a token that strangers choose, read one by one.
        const auto decoded = crypto::base64url_decode(text);
        if (decoded) {
            ASSERT_EQ(base64url_encode(*decoded), text);
        }
    }
    // A signed payload is ours, but a fault of ours must not end the program either.
    for (int round = 0; round < 2000; ++round) {
        std::string payload = payload_with(iss, sub, sid, iat, exp_);
        for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
            payload[below(payload.size())] = static_cast<char>(below(256));
        }
        ASSERT_NO_THROW(verify_access_token(keys, signed_token(our_header, payload), during))
            << payload;
    }
}

}  // namespace

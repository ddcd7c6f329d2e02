// Keeping passwords.
#include "crypto/password.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>

#include "crypto/token.hpp"

namespace {

constexpr std::string_view password = "four ducks on a pond";

TEST(HashPassword, WritesArgon2idWithTheParametersThatOwaspAsksFor) {
    const auto hash = crypto::hash_password(password);
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
    EXPECT_EQ(hash.find('\0'), std::string::npos);
    EXPECT_EQ(hash.find(password), std::string::npos);
}

TEST(HashPassword, IsSaltedSoThatEqualPasswordsDiffer) {
    EXPECT_NE(crypto::hash_password(password), crypto::hash_password(password));
}

TEST(VerifyPassword, TakesTheSamePasswordOnly) {
    const auto hash = crypto::hash_password(password);
    EXPECT_TRUE(crypto::verify_password(hash, password));
    EXPECT_FALSE(crypto::verify_password(hash, "four ducks on a ponD"));
    EXPECT_FALSE(crypto::verify_password(hash, "four ducks on a pond "));
    EXPECT_FALSE(crypto::verify_password(hash, ""));
    EXPECT_FALSE(crypto::verify_password(hash, std::string(password) + '\0'));
}

TEST(VerifyPassword, AcceptsNothingForAHashThatIsNone) {
    const std::string broken[] = {
        "",
        "!",
        "plain text",
        "$argon2id$",
        "$argon2id$v=19$m=19456,t=2,p=1$",
        "$2b$12$eImiTXuWVxfM37uY4JANjQ==",
        std::string(1000, '$'),
        crypto::hash_password(password).substr(0, 60),
    };
    for (const auto& hash : broken) {
        EXPECT_FALSE(crypto::verify_password(hash, password)) << hash;
        EXPECT_FALSE(crypto::verify_password(hash, "")) << hash;
        EXPECT_TRUE(crypto::needs_rehash(hash)) << hash;
    }
}

TEST(NeedsRehash, IsTrueForOtherParametersOnly) {
    EXPECT_FALSE(crypto::needs_rehash(crypto::hash_password(password)));
    std::array<char, crypto_pwhash_STRBYTES> weaker{};
    ASSERT_EQ(crypto_pwhash_str(weaker.data(), password.data(), password.size(), 1, 8192 * 1024),
              0);
    EXPECT_TRUE(crypto::needs_rehash(weaker.data()));
    EXPECT_TRUE(crypto::verify_password(weaker.data(), password));
}

TEST(DecoyHash, IsOneRealHashOfOurParametersThatNobodyHasThePasswordOf) {
    EXPECT_FALSE(crypto::needs_rehash(crypto::decoy_hash()));
    EXPECT_EQ(crypto::decoy_hash(), crypto::decoy_hash());
    EXPECT_FALSE(crypto::verify_password(crypto::decoy_hash(), ""));
    EXPECT_FALSE(crypto::verify_password(crypto::decoy_hash(), password));
}

}  // namespace

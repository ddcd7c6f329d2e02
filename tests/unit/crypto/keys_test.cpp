// From one master secret to the keys of the program.
#include "crypto/keys.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "crypto/token.hpp"

namespace {

using crypto::Key;
using crypto::Keys;

const std::string old_secret = "kQ2vX8mB4rT6yN1pL9wZ3sH7dF5gJ0cA";
const std::string new_secret = "nE3uR9iO2aS7xC5vB8mK1qW6tY4zP0lD";

std::string hex_of(const Key& key) {
    const std::string_view bytes(reinterpret_cast<const char*>(key.bytes.data()), 32);
    std::string text;
    for (const char byte : bytes) {
        constexpr std::string_view digits = "0123456789abcdef";
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 15];
    }
    return text;
}

// openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:SECRET -kdfopt salt:bookingtms
//   -kdfopt info:"access tokens" HKDF
TEST(Keys, AreMadeByHkdf) {
    const auto keys = Keys::from(old_secret).value();
    EXPECT_EQ(hex_of(keys.access_tokens().front()),
              "3ea77355944584608ddbfe62afbfd3f557fca97c5c287a7423d4798f0ec81ba1");
    EXPECT_EQ(hex_of(keys.audit().front()),
              "43f1c9d4bbfce59566b8332803061c323b7ef5ec24ee3ced0850323c888d38af");
}

TEST(Keys, EachPurposeHasItsOwn) {
    const auto keys = Keys::from(old_secret + "," + new_secret).value();
    std::set<std::string> different;
    for (const auto list : {keys.access_tokens(), keys.links(), keys.totp(), keys.csrf(),
                            keys.audit(), keys.webhooks()}) {
        ASSERT_EQ(list.size(), 2U);
        for (const Key& key : list) different.insert(hex_of(key));
    }
    EXPECT_EQ(different.size(), 12U);
}

TEST(Keys, TheNewestSecretComesFirstAndTheOldOneStaysGood) {
    const auto old_keys = Keys::from(old_secret).value();
    const auto new_keys = Keys::from(new_secret).value();
    const auto both = Keys::from(" " + new_secret + " , " + old_secret + "\n").value();
    ASSERT_EQ(both.links().size(), 2U);
    EXPECT_EQ(both.links()[0], new_keys.links().front());
    EXPECT_EQ(both.links()[1], old_keys.links().front());
}

TEST(Keys, ASecretThatCouldBeGuessedIsRefusedWithASentenceThatDoesNotShowIt) {
    const std::string refused[] = {
        "",
        "short",
        std::string(31, 'x'),
        old_secret.substr(0, 31),
        std::string(64, 'a'),
        "abcabcabcabcabcabcabcabcabcabcabcabc",
        old_secret + ",",
        "," + old_secret,
        old_secret + ",changeme",
        "                                        ",
    };
    for (const auto& secret : refused) {
        const auto keys = Keys::from(secret);
        ASSERT_FALSE(keys) << secret;
        EXPECT_EQ(keys.error().code, base::ErrorCode::invalid_configuration);
        EXPECT_NE(keys.error().detail.find("openssl rand -base64 48"), std::string::npos);
        EXPECT_EQ(keys.error().detail.find("changeme"), std::string::npos);
        EXPECT_EQ(keys.error().detail.find(old_secret.substr(0, 31)), std::string::npos);
    }
}

}  // namespace

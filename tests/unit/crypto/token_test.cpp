// Keyed hashes and base64url.
#include "crypto/token.hpp"

#include <gtest/gtest.h>

#include "base/ids.hpp"

namespace {

using crypto::base64url_decode;
using crypto::base64url_encode;

crypto::Key key_of(std::string_view text) {
    crypto::Key key;
    std::copy(text.begin(), text.end(), key.bytes.begin());
    return key;
}

// RFC 4231, test cases 1 and 2; a key is filled with zeros, as HMAC itself does.
TEST(HmacSha256, GivesTheResultsOfTheRfc) {
    EXPECT_EQ(crypto::hmac_sha256_hex(key_of(std::string(20, '\x0b')), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(crypto::hmac_sha256_hex(key_of("Jefe"), "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HmacSha256, TakesTextsOfAnyLengthAsKeys) {
    EXPECT_EQ(crypto::hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(crypto::hmac_sha256_hex(std::string(131, '\xaa'),
                                      "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, IsThirtyTwoBytesAndTheHexOfThem) {
    EXPECT_EQ(crypto::hmac_sha256(key_of("Jefe"), "what do ya want for nothing?").substr(0, 4),
              "\x5b\xdc\xc1\x46");
    EXPECT_EQ(crypto::hmac_sha256(key_of("key"), "").size(), 32U);
}

TEST(ConstantTimeEqual, TellsEqualFromDifferent) {
    EXPECT_TRUE(crypto::constant_time_equal("", ""));
    EXPECT_TRUE(crypto::constant_time_equal("secret", "secret"));
    EXPECT_FALSE(crypto::constant_time_equal("secret", "secreT"));
    EXPECT_FALSE(crypto::constant_time_equal("secret", "Secret"));
    EXPECT_FALSE(crypto::constant_time_equal("secret", "secret "));
    EXPECT_FALSE(crypto::constant_time_equal("secret", ""));
}

// RFC 4648, 10, without the padding.
TEST(Base64url, WritesTheExamplesOfTheRfc) {
    EXPECT_EQ(base64url_encode(""), "");
    EXPECT_EQ(base64url_encode("f"), "Zg");
    EXPECT_EQ(base64url_encode("fo"), "Zm8");
    EXPECT_EQ(base64url_encode("foo"), "Zm9v");
    EXPECT_EQ(base64url_encode("foob"), "Zm9vYg");
    EXPECT_EQ(base64url_encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url_encode("\xfb\xff\xfe"), "-__-");
}

TEST(Base64url, ReadsWhatItWrote) {
    for (int length = 0; length <= 200; ++length) {
        const std::string bytes = base::random_hex(length).substr(0, static_cast<size_t>(length));
        EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
    }
    EXPECT_EQ(base64url_decode("-__-"), "\xfb\xff\xfe");
    EXPECT_EQ(base64url_decode("AA"), std::string(1, '\0'));
}

TEST(Base64url, RefusesEverySpellingThatItWouldNotWrite) {
    const std::string_view refused[] = {
        "Zg==", "Zg=",   "Zm8=",   "Zm9v=",  // padding
        "Z",    "Zm9vY",                     // six bits are no byte
        "Zh",   "Zm9",                       // last bits that belong to no byte
        "Zm9+", "Zm9/",                      // the other alphabet
        " Zg",  "Zg ",   "Zm\n9v", "Zm9v\n", "Zm.v", "Zm9v\xc3\xa4", std::string_view("Zm\0v", 4),
    };
    for (const auto text : refused) EXPECT_EQ(base64url_decode(text), std::nullopt) << text;
}

// Every text of up to three characters: what is read is written again as the same.
TEST(Base64url, NoTwoTextsMeanTheSameBytes) {
    int read = 0;
    std::string text;
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            text = {'Z', 'm', static_cast<char>(a), static_cast<char>(b)};
            const auto bytes = base64url_decode(text);
            if (!bytes) continue;
            ++read;
            ASSERT_EQ(base64url_encode(*bytes), text);
        }
    }
    EXPECT_EQ(read, 64 * 64);
}

TEST(RandomSecret, IsAsLongAsAskedForAndNeverTheSame) {
    const auto secret = crypto::random_secret(32);
    EXPECT_EQ(secret.size(), 43U);
    ASSERT_TRUE(base64url_decode(secret));
    EXPECT_EQ(base64url_decode(secret)->size(), 32U);
    EXPECT_NE(secret, crypto::random_secret(32));
}

}  // namespace

// Sealing and opening again.
#include "crypto/sealed.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crypto/token.hpp"

namespace {

using crypto::Key;
using crypto::seal;
using crypto::unseal;

std::vector<Key> keys_with(std::initializer_list<std::uint8_t> first_bytes) {
    std::vector<Key> keys;
    for (const auto byte : first_bytes) keys.emplace_back().bytes[0] = byte;
    return keys;
}

const std::vector<Key> keys = keys_with({1});

TEST(Seal, OpensAgainWithTheSameKeyAndContext) {
    for (const std::string& secret :
         {std::string(), std::string("JBSWY3DPEHPK3PXP"), std::string(1000, '\xff')}) {
        EXPECT_EQ(unseal(keys, seal(keys[0], secret, "user 1"), "user 1"), secret);
    }
}

TEST(Seal, HidesTheTextAndIsNeverTheSame) {
    const auto sealed = seal(keys[0], "JBSWY3DPEHPK3PXP", "user 1");
    EXPECT_EQ(crypto::base64url_decode(sealed)->find("JBSW"), std::string::npos);
    EXPECT_NE(sealed, seal(keys[0], "JBSWY3DPEHPK3PXP", "user 1"));
}

TEST(Unseal, TriesEveryKeySoThatOldTextsStayReadableAfterAChange) {
    const auto sealed = seal(keys[0], "secret", "");
    EXPECT_EQ(unseal(keys_with({2, 1}), sealed, ""), "secret");
    EXPECT_EQ(unseal(keys_with({2, 3}), sealed, ""), std::nullopt);
    EXPECT_EQ(unseal({}, sealed, ""), std::nullopt);
}

TEST(Unseal, RefusesAnotherContext) {
    const auto sealed = seal(keys[0], "secret", "user 1");
    EXPECT_EQ(unseal(keys, sealed, "user 2"), std::nullopt);
    EXPECT_EQ(unseal(keys, sealed, ""), std::nullopt);
}

TEST(Unseal, RefusesATextWithAnyCharacterChangedOrMissing) {
    const auto sealed = seal(keys[0], "secret", "user 1");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(unseal(keys, changed, "user 1"), std::nullopt) << i;
        EXPECT_EQ(unseal(keys, sealed.substr(0, i), "user 1"), std::nullopt) << i;
    }
    EXPECT_EQ(unseal(keys, sealed + "A", "user 1"), std::nullopt);
    EXPECT_EQ(unseal(keys, "not base64url!", "user 1"), std::nullopt);
}

}  // namespace

// Refresh tokens, and the tokens of one-time links.
#include "services/tokens.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace {

constexpr std::string_view secret = "a secret of thirty-two characters";
constexpr std::string_view other_secret = "quite another secret that is long enough";

crypto::Keys keys_of(std::string_view secrets) {
    return crypto::Keys::from(secrets).value();
}

services::Link sample() {
    services::Link link;
    link.organization_id = *base::parse_uuid("0199a0c2-7f00-7000-8000-0000000000a0");
    link.id = *base::parse_uuid("0199a0c2-7f00-7000-8000-0000000000a1");
    return link;
}

TEST(LinkToken, NamesItsLinkForItsPurposeOnly) {
    const crypto::Keys keys = keys_of(secret);
    const std::string token = services::link_token(keys, "invitation", sample());
    const auto link = services::parse_link_token(keys, "invitation", token);
    ASSERT_TRUE(link);
    EXPECT_EQ(link->organization_id, sample().organization_id);
    EXPECT_EQ(link->id, sample().id);
    EXPECT_FALSE(services::parse_link_token(keys, "password_reset", token));
}

TEST(LinkToken, OfAnotherKeyIsRefusedAndOfAnOlderOneAccepted) {
    const std::string token = services::link_token(keys_of(secret), "invitation", sample());
    EXPECT_FALSE(services::parse_link_token(keys_of(other_secret), "invitation", token));
    const crypto::Keys both = keys_of(std::string(other_secret) + "," + std::string(secret));
    EXPECT_TRUE(services::parse_link_token(both, "invitation", token));
}

TEST(LinkToken, WithAnyCharacterChangedIsRefused) {
    const crypto::Keys keys = keys_of(secret);
    const std::string token = services::link_token(keys, "invitation", sample());
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(services::parse_link_token(keys, "invitation", changed)) << changed;
        EXPECT_FALSE(services::parse_link_token(keys, "invitation", token.substr(0, i)));
    }
}

TEST(RefreshToken, IsReadBackAndKeepsNoSecret) {
    const base::SystemClock clock;
    services::Context context;
    context.clock = &clock;
    const auto made = services::make_refresh_token(context, sample().organization_id);
    const auto read = services::parse_refresh_token(made.text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->organization_id, sample().organization_id);
    EXPECT_EQ(read->id, made.token.id);
    EXPECT_EQ(read->secret_hash, made.token.secret_hash);
    const std::string shown = made.text.substr(made.text.find('.') + 1);
    EXPECT_EQ(read->secret_hash, base::sha256_hex(shown));
    EXPECT_NE(services::make_refresh_token(context, sample().organization_id).text, made.text);
}

TEST(RefreshToken, OfAnotherFormIsNone) {
    for (const std::string text : {"", ".", "x", "x.y", "AAAA.secret", "\xff.secret"}) {
        EXPECT_FALSE(services::parse_refresh_token(text)) << text;
    }
}

}  // namespace

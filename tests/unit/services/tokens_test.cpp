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

TEST(ManageUrl, CarriesATokenOfItsOwnPurpose) {
    const crypto::Keys keys = keys_of(secret);
    const std::string url = services::manage_url(keys, "https://book.example.com",
                                                 sample().organization_id, sample().id);
    constexpr std::string_view begin = "https://book.example.com/manage/";
    ASSERT_TRUE(url.starts_with(begin));
    const std::string token = url.substr(begin.size());
    ASSERT_TRUE(services::parse_link_token(keys, "manage", token));
    EXPECT_EQ(services::parse_link_token(keys, "manage", token)->id, sample().id);
    EXPECT_FALSE(services::parse_link_token(keys, "invitation", token));
}

TEST(TicketCode, NamesItsBookingForEveryKeyOfTheServer) {
    const std::string code =
        services::ticket_code(keys_of(secret), sample().organization_id, sample().id);
    EXPECT_EQ(code.size(), 64U);
    const crypto::Keys both = keys_of(std::string(other_secret) + "," + std::string(secret));
    const auto read = services::read_ticket_code(both, code);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->organization_id, sample().organization_id);
    EXPECT_EQ(read->id, sample().id);
    EXPECT_FALSE(services::read_ticket_code(keys_of(other_secret), code));
}

TEST(TicketCode, WithAnyCharacterChangedOrMissingIsRefused) {
    const crypto::Keys keys = keys_of(secret);
    const std::string code = services::ticket_code(keys, sample().organization_id, sample().id);
    for (std::size_t i = 0; i < code.size(); ++i) {
        std::string changed = code;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(services::read_ticket_code(keys, changed)) << changed;
        EXPECT_FALSE(services::read_ticket_code(keys, code.substr(0, i)));
    }
    EXPECT_FALSE(services::read_ticket_code(keys, code + "A"));
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

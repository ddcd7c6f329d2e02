// Codes of authenticator apps and recovery codes.
#include "crypto/totp.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using crypto::matching_totp_step;
using crypto::normalize_recovery_code;

base::Instant at(std::int64_t seconds) {
    return base::Instant(std::chrono::seconds(seconds));
}

// "12345678901234567890", the secret of the examples in RFC 6238, appendix B.
const std::string secret_of_the_rfc = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

// The examples have 8 digits; codes of 6 are their last ones.
TEST(MatchingTotpStep, KnowsTheCodesOfTheRfc) {
    const std::pair<std::int64_t, std::string> examples[] = {
        {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
    };
    for (const auto& [seconds, code] : examples) {
        EXPECT_EQ(matching_totp_step(secret_of_the_rfc, code, at(seconds)), seconds / 30) << code;
    }
}

TEST(MatchingTotpStep, TakesTheStepBeforeAndAfterAndTellsWhichItWas) {
    const std::string code = "050471";  // of the step from 1111111110 to 1111111139
    const std::int64_t step = 1111111110 / 30;
    EXPECT_EQ(matching_totp_step(secret_of_the_rfc, code, at(1111111110 - 31)), std::nullopt);
    EXPECT_EQ(matching_totp_step(secret_of_the_rfc, code, at(1111111110 - 30)), step);
    EXPECT_EQ(matching_totp_step(secret_of_the_rfc, code, at(1111111110)), step);
    EXPECT_EQ(matching_totp_step(secret_of_the_rfc, code, at(1111111169)), step);
    EXPECT_EQ(matching_totp_step(secret_of_the_rfc, code, at(1111111170)), std::nullopt);
}

TEST(MatchingTotpStep, RefusesWhatIsNotACode) {
    const std::string refused[] = {"",        "05047",   "0504710", "05047a", "050472",
                                   " 050471", "050471 ", "050 471", "-50471", "94287082"};
    for (const auto& code : refused) {
        EXPECT_EQ(matching_totp_step(secret_of_the_rfc, code, at(1111111111)), std::nullopt)
            << code;
    }
}

TEST(MatchingTotpStep, RefusesEverythingForASecretThatIsNone) {
    for (const std::string secret : {"", "not base 32!", "1", "GEZDGNBVGY3TQOJ1"}) {
        EXPECT_EQ(matching_totp_step(secret, "050471", at(1111111111)), std::nullopt) << secret;
    }
}

TEST(MatchingTotpStep, AClockBefore1970IsNoCrash) {
    EXPECT_EQ(matching_totp_step(secret_of_the_rfc, "050471", at(-100)), std::nullopt);
    // Step 0 of RFC 4226, appendix D.
    EXPECT_EQ(matching_totp_step(secret_of_the_rfc, "755224", at(0)), 0);
}

TEST(NewTotpSecret, Is160BitsInBase32AndNeverTheSame) {
    const auto secret = crypto::new_totp_secret();
    EXPECT_EQ(secret.size(), 32U);
    EXPECT_EQ(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), std::string::npos);
    EXPECT_NE(secret, crypto::new_totp_secret());
}

TEST(TotpUri, EncodesWhateverTheNamesAre) {
    EXPECT_EQ(crypto::totp_uri("Book & Go", "ana+x@example.com", secret_of_the_rfc),
              "otpauth://totp/Book%20%26%20Go:ana%2Bx%40example.com?secret=" + secret_of_the_rfc +
                  "&issuer=Book%20%26%20Go&algorithm=SHA1&digits=6&period=30");
    EXPECT_EQ(
        crypto::totp_uri("B", "\xc3\xa4:?#", "A"),
        "otpauth://totp/B:%C3%A4%3A%3F%23?secret=A&issuer=B&algorithm=SHA1&digits=6&period=30");
}

TEST(RecoveryCodes, AreReadableAndAllDifferent) {
    const auto codes = crypto::new_recovery_codes(10);
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10U);
    for (const auto& code : codes) {
        ASSERT_EQ(code.size(), 11U);
        EXPECT_EQ(code[5], '-');
        EXPECT_EQ(normalize_recovery_code(code), code);
    }
}

TEST(NormalizeRecoveryCode, TakesWhatPeopleType) {
    for (const std::string_view typed :
         {"K1QX2-M0TBD", "k1qx2-m0tbd", "K1QX2M0TBD", " K1QX2 M0TBD ", "kiqx2-motbd", "KLQX2-MOTBD",
          "K1-QX2-M0-TBD"}) {
        EXPECT_EQ(normalize_recovery_code(typed), "K1QX2-M0TBD") << typed;
    }
}

TEST(NormalizeRecoveryCode, RefusesWhatCannotBeOne) {
    for (const std::string& typed :
         {std::string(), std::string("-"), std::string("K1QX2-M0TB"), std::string("K1QX2-M0TBDE"),
          std::string("K1QX2-M0TBU"), std::string("K1QX2_M0TBD"), std::string("K1QX2-M0TB\xc3\xa4"),
          std::string("K1QX2-M0TB") + '\0', std::string(100000, 'A')}) {
        EXPECT_EQ(normalize_recovery_code(typed), std::nullopt) << typed.substr(0, 20);
    }
}

}  // namespace

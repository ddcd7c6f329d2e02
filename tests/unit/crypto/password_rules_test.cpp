// Which passwords may be chosen.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "crypto/password.hpp"

namespace {

using crypto::check_password;
using crypto::PasswordFault;

constexpr std::string_view email = "marianne.kvist@example.com";
constexpr std::string_view name = "Marianne van der Kvist";

std::string verdict(std::string_view password) {
    const auto fault = check_password(password, email, name);
    return std::string(fault ? to_string(*fault) : "good");
}

std::string repeated(std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

TEST(CheckPassword, LetsGoodOnesPass) {
    const std::string good[] = {
        "four ducks on a pond",
        "tr0mbone-Glacier",
        "kV9#mQ2$xL7!",
        "Zugspitze und Eibsee",
        "8831-4471-9924-love",
        "correct horse battery staple",
        "wie schmeckt Rhabarber?",
        "\xd0\xb3\xd0\xb4\xd0\xb5 \xd0\xbc\xd0\xbe\xd0\xb9 "
        "\xd0\xb7\xd0\xbe\xd0\xbd\xd1\x82\xd0\xb8\xd0\xba",
        "derwent and anders",
        "the other van der valk",
    };
    for (const auto& password : good) EXPECT_EQ(verdict(password), "good") << password;
}

TEST(CheckPassword, CountsCharactersAtTheLowerEndAndBytesAtTheUpper) {
    EXPECT_EQ(verdict(""), "too_short");
    EXPECT_EQ(verdict("kV9#mQ2$xL7"), "too_short");
    EXPECT_EQ(verdict("kV9#mQ2$xL7!"), "good");
    // Eleven characters in more than twelve bytes.
    EXPECT_EQ(verdict("kV9#mQ2$xL\xc3\xa4"), "too_short");
    EXPECT_EQ(verdict("kV9#mQ2$xL7\xc3\xa4"), "good");
    const std::string long_one = repeated("kV9#mQ2$xL7!yB4-", 16);
    ASSERT_EQ(long_one.size(), 256U);
    EXPECT_EQ(verdict(long_one.substr(0, 255) + "?"), "good");
    EXPECT_EQ(verdict(long_one + "?"), "too_long");
}

TEST(CheckPassword, TakesTextOnly) {
    EXPECT_EQ(verdict("kV9#mQ2$xL7!\xff"), "not_text");
    EXPECT_EQ(verdict("kV9#mQ2$xL7!\n"), "not_text");
    EXPECT_EQ(verdict(std::string("kV9#mQ2$xL7!") + '\0'), "not_text");
}

TEST(CheckPassword, RefusesRunsAndRepetitions) {
    const std::string refused[] = {
        "aaaaaaaaaaaa", "123456789012",     "210987654321",  "abcdefghijkl", "zyxwvutsrqponm",
        "qwertyuiop12", "qwertzuiopasdf",   "azertyuiop12",  "1qaz2wsx3edc", "abcd1234efgh",
        "aaaabbbbcccc", "AbCdEfGhIjKl",     "abcabcabcabca", "121212121212", "xK9xK9xK9xK9",
        "drumdrumdrum", "passwordpassword", "!!!!!!!!!!!!",  "            ",
    };
    for (const auto& password : refused) EXPECT_EQ(verdict(password), "pattern") << password;
}

TEST(CheckPassword, RefusesWhatStandsInTheAccount) {
    const std::string refused[] = {
        "marianne.kvist-71", "MARIANNE has a dog", "my-Kvist-password",
        "BookingTMS-rules!", "x71-marianne.kvist",
    };
    for (const auto& password : refused) {
        EXPECT_EQ(verdict(password), "contains_account") << password;
    }
}

TEST(CheckPassword, AnAccountWithoutNameOrWithShortWordsRefusesNothingMore) {
    EXPECT_EQ(check_password("four ducks on a pond", "on@example.com", ""), std::nullopt);
    EXPECT_EQ(check_password("four ducks on a pond", "", "Al Fo"), std::nullopt);
    EXPECT_EQ(check_password("four ducks on a pond", "duck@example.com", ""),
              PasswordFault::contains_account);
    EXPECT_EQ(check_password("vier \xc3\xa4nderungen", "", "\xc3\xa4nde"),
              PasswordFault::contains_account);
}

TEST(CheckPassword, RefusesCommonOnesAlsoWithFiguresAroundThemOrTwoTogether) {
    const std::string refused[] = {
        "Password1234", "password2024!", "!!!sunshine2024", "P@ssw0rd2024",      "pa$$w0rd!!!!",
        "$unshine1234", "iloveyou1234",  "monkeydragon",    "Welcome-2024-2025", "123love123love1",
    };
    for (const auto& password : refused) {
        EXPECT_NE(verdict(password), "good") << password;
    }
    EXPECT_EQ(verdict("Password1234"), "common");
    EXPECT_EQ(verdict("P@ssw0rd2024"), "common");
    EXPECT_EQ(verdict("monkeydragon"), "common");
}

TEST(CheckPassword, NamesEveryFault) {
    EXPECT_EQ(to_string(PasswordFault::too_long), "too_long");
    EXPECT_EQ(to_string(PasswordFault::common), "common");
}

}  // namespace

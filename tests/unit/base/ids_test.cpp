// Identifiers: form, order, uniqueness.
#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace base {
namespace {

TEST(Ids, ANewUuidIsOfVersionSevenAndSortsByTime) {
    const Instant now = Instant(std::chrono::milliseconds(1'700'000'000'000));
    const Uuid first = new_uuid(now);
    const Uuid later = new_uuid(now + std::chrono::milliseconds(1));
    EXPECT_LT(first, later);
    const std::string text = to_string(first);
    EXPECT_EQ(text[14], '7');
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
    EXPECT_EQ(text.substr(0, 13), "018bcfe5-6800");
}

TEST(Ids, UuidsOfTheSameMillisecondDiffer) {
    std::set<Uuid> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(new_uuid(Instant{}));
    EXPECT_EQ(seen.size(), 1000u);
}

TEST(Ids, TextIsReadBackInAnyCase) {
    const Uuid id = new_uuid(Instant{});
    std::string text = to_string(id);
    EXPECT_EQ(parse_uuid(text), id);
    for (char& c : text) c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(parse_uuid(text), id);
}

TEST(Ids, WhatIsNoUuidIsRefused) {
    for (const char* text :
         {"", "0199a0c27f0070008000000000000000d1aa", "0199a0c2-7f00-7000-8000-0000000000d",
          "0199a0c2-7f00-7000-8000-0000000000dg", "0199a0c2-7f00-7000-80000-000000000d1",
          "{199a0c2-7f00-7000-8000-0000000000d1}"}) {
        EXPECT_EQ(parse_uuid(text), std::nullopt) << text;
    }
}

TEST(Ids, CodesHaveOnlyCharactersThatPeopleDoNotConfuse) {
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const std::string code = random_code(10);
        EXPECT_EQ(code.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), std::string::npos);
        seen.insert(code);
    }
    EXPECT_EQ(seen.size(), 200u);
}

TEST(Ids, EveryErrorCodeIsReadBackFromItsSpelling) {
    for (int i = 0; i <= static_cast<int>(ErrorCode::migration_refused); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        EXPECT_EQ(parse_error_code(to_string(code)), code) << to_string(code);
    }
    EXPECT_EQ(parse_error_code("no_such_code"), std::nullopt);
}

TEST(Ids, Sha256IsTheOneOfFips180) {
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace base

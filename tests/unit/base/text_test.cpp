// Small questions about text.
#include "base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace base {
namespace {

using testing::Optional;
using namespace std::chrono;

TEST(Text, TrimTakesSpacesAndLineEndsFromBothEndsOnly) {
    EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
    EXPECT_EQ(trim(" \n "), "");
}

TEST(Text, LowerLeavesWhatIsNotAscii) {
    EXPECT_EQ(lower("ÄÖ Abc"), "ÄÖ abc");
}

TEST(Text, Utf8LengthCountsCodePoints) {
    EXPECT_THAT(utf8_length("Zoë 東京 🎟"), Optional(8u));
    EXPECT_THAT(utf8_length(""), Optional(0u));
}

TEST(Text, Utf8LengthRefusesWhatIsNotUtf8) {
    for (const char* text :
         {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x80"}) {
        EXPECT_EQ(utf8_length(text), std::nullopt) << testing::PrintToString(text);
    }
}

TEST(Text, WhatIsNotUtf8IsReplacedByteByByte) {
    EXPECT_EQ(base::as_utf8("Zo\xc3\xab \xff\xc3z\xe2\x82"),
              "Zo\xc3\xab \uFFFD\uFFFDz\uFFFD\uFFFD");
    EXPECT_EQ(base::as_utf8(""), "");
}

TEST(Text, IntegersAreReadWholeOrNotAtAll) {
    EXPECT_THAT(parse_integer("-12"), Optional(-12));
    for (const char* text : {"", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "--1"}) {
        EXPECT_EQ(parse_integer(text), std::nullopt) << text;
    }
}

TEST(Text, EmailsAreTrimmedAndLowered) {
    EXPECT_THAT(normalize_email("  Ann.Lee+x@Example.COM "),
                Optional(std::string("ann.lee+x@example.com")));
    EXPECT_THAT(normalize_email("jörg@bücher.example"),
                Optional(std::string("jörg@bücher.example")));
}

TEST(Text, WhatCannotBeAnEmailIsRefused) {
    const std::string long_local(65, 'a');
    const std::string long_host(250, 'a');
    for (const std::string& text : {std::string(),
                                    std::string("ann"),
                                    std::string("@example.com"),
                                    std::string("ann@"),
                                    std::string("ann@example"),
                                    std::string("ann@@example.com"),
                                    std::string("a n@example.com"),
                                    std::string("ann@exa mple.com"),
                                    std::string("ann@.com"),
                                    std::string("ann@example..com"),
                                    std::string("ann@example.c"),
                                    std::string(".ann@example.com"),
                                    std::string("ann.@example.com"),
                                    std::string("a..n@example.com"),
                                    std::string("ann@-example.com"),
                                    std::string("<ann@example.com>"),
                                    std::string("ann@example.com\nBcc: x@y.zz"),
                                    std::string("a\xff@example.com"),
                                    long_local + "@example.com",
                                    "a@" + long_host + ".com"}) {
        EXPECT_EQ(normalize_email(text), std::nullopt) << text;
    }
}

TEST(Text, InstantsAreWrittenInUtcWithMillisecondsWhereThereAreSome) {
    EXPECT_EQ(to_iso(sys_days(2026y / March / 29) + 1h + 30min), "2026-03-29T01:30:00Z");
    EXPECT_EQ(to_iso(sys_days(2026y / March / 29) + 7ms), "2026-03-29T00:00:00.007Z");
    EXPECT_EQ(to_iso(sys_days(1969y / December / 31) + 23h + 59min + 59s), "1969-12-31T23:59:59Z");
}

TEST(Text, NumbersAreFilledUpWithZeros) {
    const auto padded = [](std::int64_t number, std::size_t digits_min) {
        std::string text = "x";
        append_padded(text, number, digits_min);
        return text;
    };
    EXPECT_EQ(padded(0, 2), "x00");
    EXPECT_EQ(padded(7, 2), "x07");
    EXPECT_EQ(padded(7, 1), "x7");
    EXPECT_EQ(padded(123, 2), "x123");
    EXPECT_EQ(padded(std::numeric_limits<std::int64_t>::max(), 4), "x9223372036854775807");
}

TEST(Text, InstantsAreReadInEverySpellingOfPostgresql) {
    const Instant expected = sys_days(2026y / March / 29) + 1h + 30min + 500ms;
    for (const char* text : {"2026-03-29 01:30:00.5+00", "2026-03-29T01:30:00.500000+00:00",
                             "2026-03-29T01:30:00.5Z"}) {
        EXPECT_THAT(parse_instant(text), Optional(expected)) << text;
    }
    EXPECT_EQ(parse_instant("2026-03-29T01:30:00+01:00"), std::nullopt);
}

TEST(Text, AnInstantThatNoClockShowsIsNone) {
    for (const char* text :
         {"2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-03-00T00:00:00Z",
          "2026-03-29T24:00:00Z", "2026-03-29T01:60:00Z", "2026-03-29T01:30:60Z"}) {
        EXPECT_EQ(parse_instant(text), std::nullopt) << text;
    }
}

TEST(Text, WhatWasWrittenIsReadBack) {
    const Instant instant = sys_days(2027y / October / 31) + 23h + 59min + 59s + 999ms;
    EXPECT_THAT(parse_instant(to_iso(instant)), Optional(instant));
}

TEST(SplitList, GivesThePartsBetweenCommas) {
    const std::vector<std::string> two = {"a", "b c"};
    EXPECT_EQ(base::split_list(" a ,, b c,"), two);
    EXPECT_TRUE(base::split_list("").empty());
    EXPECT_TRUE(base::split_list(" , ").empty());
}

}  // namespace
}  // namespace base

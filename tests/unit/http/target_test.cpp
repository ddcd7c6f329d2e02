// Taking targets apart.
#include "http/target.hpp"

#include <gtest/gtest.h>

namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

TEST(Target, IsSplitAndDecoded) {
    struct Case {
        std::string_view text;
        std::string path;
        Query query;
    };
    const Case cases[] = {
        {"/", "/", {}},
        {"/v1/activities", "/v1/activities", {}},
        {"/a%20b/%C3%A9", "/a b/\xC3\xA9", {}},
        {"/a+b", "/a+b", {}},  // a plus is a space in a query only
        {"/?", "/", {}},
        {"/?from=2026-01-31&to=2026-02-01", "/", {{"from", "2026-01-31"}, {"to", "2026-02-01"}}},
        {"/?name=Ann+Lee&mail=ann%2Bx%40y.z", "/", {{"name", "Ann Lee"}, {"mail", "ann+x@y.z"}}},
        {"/?a=1&a=2", "/", {{"a", "1"}, {"a", "2"}}},
        {"/?flag&empty=&=nameless", "/", {{"flag", ""}, {"empty", ""}, {"", "nameless"}}},
        {"/?&&a=1&", "/", {{"a", "1"}}},
        {"/?a=b=c", "/", {{"a", "b=c"}}},
        {"/?utm=x|y{z}[0]", "/", {{"utm", "x|y{z}[0]"}}},
        {"/?next=/a?b", "/", {{"next", "/a?b"}}},
        {"/?note=one%0Atwo", "/", {{"note", "one\ntwo"}}},
        {"//host/path", "//host/path", {}},
        {"/a/../b/./c", "/a/../b/./c", {}},
        {"*", "/", {}},
        {"http://example.com/a?b=c", "/a", {{"b", "c"}}},
        {"HTTPS://example.com:8443", "/", {}},
        {"http://example.com?b=c", "/", {{"b", "c"}}},
    };
    for (const auto& [text, path, query] : cases) {
        const auto target = http::parse_target(text);
        ASSERT_TRUE(target) << text;
        EXPECT_EQ(target->path, path) << text;
        EXPECT_EQ(target->query, query) << text;
    }
}

TEST(Target, ThatIsBrokenIsRefused) {
    const std::string_view cases[] = {
        "",           "path",       "?a=b",           "example.com:443", "ftp://example.com/a",
        "/%",         "/%2",        "/%zz",           "/a%00b",          "/a%0D%0Ab",
        "/a%7Fb",
        "/a%FFb",      // not UTF-8
        "/%C0%AF",     // '/' in two bytes
        "/%ED%A0%80",  // half of a surrogate pair
        "/?a=%",      "/?a=%4",     "/?%zz=a",        "/?a=%00",         "/?%00=a",
        "/?a=%FF",    "/#fragment", "/?a=b#fragment",
    };
    for (const auto text : cases) EXPECT_FALSE(http::parse_target(text)) << text;
}

}  // namespace

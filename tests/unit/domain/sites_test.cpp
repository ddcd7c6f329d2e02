// Sites that may show an embed.
#include "domain/sites.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace domain {
namespace {

TEST(Sites, ADomainIsKeptWithoutWhatIsUsual) {
    const std::vector<std::pair<const char*, const char*>> kept = {
        {"example.com", "example.com"},
        {"https://Example.COM/", "example.com"},
        {"https://example.com:443", "example.com"},
        {"example.com:8443", "example.com:8443"},
        {"*.Example.com", "*.example.com"},
        {"http://localhost:3000/", "http://localhost:3000"},
        {"http://example.com:80", "http://example.com"},
        {"http://*.example.com", "http://*.example.com"},
        {"xn--exmple-cua.com", "xn--exmple-cua.com"},
        {"127.0.0.1:8080", "127.0.0.1:8080"},
    };
    for (const auto& [typed, expected] : kept) {
        EXPECT_EQ(parse_allowed_domain(typed), expected) << typed;
    }
}

TEST(Sites, WhatIsNoSiteIsRefused) {
    for (const char* text : {"",
                             " ",
                             "*",
                             "*.com",
                             "*.",
                             "*.*.example.com",
                             "a.*.com",
                             "https://",
                             "example.com/shop",
                             "example.com//",
                             "example.com?x",
                             "ftp://example.com",
                             "user@example.com",
                             "a b.example",
                             "ex\xc3\xa4mple.com",
                             "-a.example",
                             "a-.example",
                             "a..example",
                             ".example",
                             "example.com.",
                             "example.com:",
                             "example.com:0",
                             "example.com:65536",
                             "example.com:8a",
                             "example.com:-1",
                             "'self'",
                             "a.example; script-src *",
                             "[::1]"}) {
        EXPECT_FALSE(parse_allowed_domain(text)) << text;
    }
    EXPECT_FALSE(parse_allowed_domain(std::string(64, 'x') + ".example"));
    std::string longest = "a";
    while (longest.size() < 254) longest += ".a";
    EXPECT_FALSE(parse_allowed_domain(longest));
}

TEST(Sites, AnOriginIsLetInByItsNameOrByTheOneAbove) {
    const std::vector<std::string> domains = {"example.com", "*.tours.example", "shop.example:8443",
                                              "http://localhost:3000", "http://*.test"};
    for (const char* origin :
         {"https://example.com", "https://a.tours.example", "https://a.b.tours.example",
          "https://shop.example:8443", "http://localhost:3000"}) {
        EXPECT_TRUE(allow_origin(domains, origin)) << origin;
    }
    for (const char* origin : {"",
                               "null",
                               "http://example.com",
                               "https://example.com:8443",
                               "https://www.example.com",
                               "https://evil-example.com",
                               "https://example.com.evil.example",
                               "https://tours.example",
                               "https://eviltours.example",
                               "http://a.tours.example",
                               "https://a.tours.example:444",
                               "https://shop.example",
                               "https://localhost:3000",
                               "http://localhost",
                               "example.com",
                               "https://.tours.example",
                               "https://*.tours.example",
                               "https://evil.example/.tours.example",
                               "https://evil.example#.tours.example",
                               "https://a@b.tours.example"}) {
        EXPECT_FALSE(allow_origin(domains, origin)) << origin;
    }
}

TEST(Sites, WithoutDomainsEverybodyIsLetIn) {
    EXPECT_TRUE(allow_origin({}, "https://anywhere.example"));
    EXPECT_TRUE(allow_origin({}, "null"));
    EXPECT_EQ(frame_ancestors({}), "*");
}

TEST(Sites, APolicyNamesOurselvesAndTheDomainsWithTheirScheme) {
    EXPECT_EQ(frame_ancestors({"example.com", "*.example.com", "http://localhost:3000"}),
              "'self' https://example.com https://*.example.com http://localhost:3000");
}

}  // namespace
}  // namespace domain

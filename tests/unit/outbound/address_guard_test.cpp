// Which addresses and URLs of others the program may connect to.
#include "outbound/address_guard.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>

namespace {

using outbound::fault_of_url;
using outbound::is_public;

bool is_public_text(const std::string& text) {
    return is_public(base::parse_ip_address(text).value());
}

TEST(PublicAddresses, AreThoseOfTheInternet) {
    for (const std::string text : {"8.8.8.8",
                                   "1.1.1.1",
                                   "9.255.255.255",
                                   "11.0.0.0",
                                   "100.63.255.255",
                                   "100.128.0.0",
                                   "126.255.255.255",
                                   "128.0.0.0",
                                   "169.253.255.255",
                                   "169.255.0.0",
                                   "172.15.255.255",
                                   "172.32.0.0",
                                   "192.0.1.0",
                                   "192.0.3.0",
                                   "192.167.255.255",
                                   "192.169.0.0",
                                   "198.17.255.255",
                                   "198.20.0.0",
                                   "198.51.99.255",
                                   "203.0.112.255",
                                   "223.255.255.255",
                                   "168.63.129.15",
                                   "2606:4700:4700::1111",
                                   "2a00:1450:4001:80b::200e",
                                   "2001:4860:4860::8888",
                                   "2001:200::1",
                                   "2003::1",
                                   "3ffe::1"}) {
        EXPECT_TRUE(is_public_text(text)) << text;
    }
}

TEST(PublicAddresses, AreNotThoseOfIpv4WithAMeaningOfTheirOwn) {
    for (const std::string text :
         {"0.0.0.0",         "0.255.255.255",   "10.0.0.0",        "10.255.255.255",
          "100.64.0.0",      "100.127.255.255", "100.100.100.200", "127.0.0.1",
          "127.255.255.255", "169.254.0.0",     "169.254.169.254", "169.254.255.255",
          "172.16.0.0",      "172.31.255.255",  "192.0.0.1",       "192.0.0.192",
          "192.0.2.7",       "192.88.99.1",     "192.168.0.0",     "192.168.255.255",
          "198.18.0.1",      "198.19.255.255",  "198.51.100.1",    "203.0.113.1",
          "224.0.0.1",       "239.255.255.255", "240.0.0.1",       "255.255.255.255",
          "168.63.129.16"}) {
        EXPECT_FALSE(is_public_text(text)) << text;
    }
}

TEST(PublicAddresses, AreNotThoseOfIpv6WithAMeaningOfTheirOwn) {
    for (const std::string text : {"::",
                                   "::1",
                                   "::2",
                                   "::7f00:1",
                                   "100::1",
                                   "64:ff9b:1::808:808",
                                   "fc00::1",
                                   "fd00:ec2::254",
                                   "fdff:ffff::1",
                                   "fe80::1",
                                   "febf::1",
                                   "fec0::1",
                                   "ff00::1",
                                   "ff02::1",
                                   "ffff::1",
                                   "2001::1",
                                   "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                                   "2001:2::1",
                                   "2001:10::1",
                                   "2001:20::1",
                                   "2001:db8::1",
                                   "2620:4f:8000::1",
                                   "3fff::1",
                                   "4000::1",
                                   "5f00::1",
                                   "0:1::1"}) {
        EXPECT_FALSE(is_public_text(text)) << text;
    }
}

TEST(PublicAddresses, AreNotIpv6AddressesThatCarryAPrivateOne) {
    for (const std::string text :
         {"::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
          "64:ff9b::127.0.0.1", "64:ff9b::10.1.2.3", "64:ff9b::169.254.169.254",
          "2002:7f00:1::", "2002:a01:203::1", "2002:a9fe:a9fe::1", "2002:c0a8:101::1",
          "2002:e000:1::1", "::127.0.0.1", "::10.0.0.1"}) {
        EXPECT_FALSE(is_public_text(text)) << text;
    }
    for (const std::string text : {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"}) {
        EXPECT_TRUE(is_public_text(text)) << text;
    }
}

TEST(PublicAddresses, AreJudgedAsConnectionsHaveThem) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    const auto judged = [&](const char* text) {
        EXPECT_EQ(inet_pton(AF_INET, text, &ipv4.sin_addr), 1);
        return is_public(reinterpret_cast<const sockaddr&>(ipv4));
    };
    EXPECT_TRUE(judged("8.8.8.8"));
    EXPECT_FALSE(judged("127.0.0.1"));

    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    const auto judged6 = [&](const char* text) {
        EXPECT_EQ(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1);
        return is_public(reinterpret_cast<const sockaddr&>(ipv6));
    };
    EXPECT_TRUE(judged6("2606:4700:4700::1111"));
    EXPECT_FALSE(judged6("::1"));
    EXPECT_FALSE(judged6("::ffff:192.168.1.1"));

    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    EXPECT_FALSE(is_public(reinterpret_cast<const sockaddr&>(local)));
}

TEST(UrlsOfOthers, ThatLeadToThePublicInternetAreTaken) {
    for (const std::string url :
         {"https://example.com", "https://example.com/webhooks?tenant=7",
          "https://example.com:8443/", "https://EXAMPLE.com./hook",
          "https://xn--bcher-kva.example/", "https://8.8.8.8/hook",
          "https://[2606:4700:4700::1111]/", "https://a.b.c.example.com/%20"}) {
        EXPECT_EQ(fault_of_url(url, false), std::nullopt) << url;
    }
}

TEST(UrlsOfOthers, ThatLeadElsewhereAreRefused) {
    for (const std::string url :
         {"http://example.com/", "ftp://example.com/", "file:///etc/passwd",
          "gopher://example.com/", "example.com/hook", "//example.com/", "https://", "https:///",
          "https://?x", "", "https://user@example.com/", "https://user:secret@example.com/",
          "https://:x@example.com/", "https://example.com/#part", "https://example.com:0/",
          "https://example.com:65536/", "https://example.com:port/", "https://exa mple.com/",
          "https://example.com/a b", "https://example.com/\n",
          "https://b\xc3\xbc"
          "cher.example/",
          "https://[::1", "javascript:alert(1)",
          // This machine, in all the ways in which it can be spelled.
          "https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/",
          "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
          "https://0x7f.0.0.1/", "https://0177.0.0.1/", "https://0/", "https://[::1]/",
          "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[0:0:0:0:0:0:0:1]/",
          // Private networks, and names that only they know.
          "https://10.0.0.1/", "https://192.168.1.1:8443/", "https://169.254.169.254/latest/",
          "https://[fd00:ec2::254]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/",
          "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://intranet/",
          "https://metadata.google.internal/", "https://printer.local/", "https://router.lan/",
          "https://nas.home.arpa/", "https://100.100.100.200/"}) {
        EXPECT_NE(fault_of_url(url, false), std::nullopt) << url;
    }
}

TEST(UrlsOfOthers, MayBePrivateWhereTheOperatorSaysSo) {
    for (const std::string url :
         {"http://127.0.0.1:4711/hook", "http://localhost/", "https://intranet/"}) {
        EXPECT_EQ(fault_of_url(url, true), std::nullopt) << url;
    }
    for (const std::string url :
         {"ftp://localhost/", "http://user@localhost/", "http://localhost/#part", "localhost"}) {
        EXPECT_NE(fault_of_url(url, true), std::nullopt) << url;
    }
}

}  // namespace

// Addresses and the networks they are in.
#include "base/networks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using base::Networks;
using base::parse_ip_address;

bool contains(const std::string& list, const std::string& address) {
    return Networks::parse(list)->contains(*parse_ip_address(address));
}

TEST(IpAddress, IsReadInBothFamilies) {
    EXPECT_TRUE(parse_ip_address("192.0.2.7"));
    EXPECT_TRUE(parse_ip_address("2001:db8::7"));
    for (const std::string text : {"", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4/8",
                                   " 1.2.3.4", ":::", "fe80::1%eth0"}) {
        EXPECT_FALSE(parse_ip_address(text)) << text;
    }
}

TEST(IpAddress, AnIpv4AddressEqualsItsMappedForm) {
    EXPECT_EQ(parse_ip_address("::ffff:192.0.2.7"), parse_ip_address("192.0.2.7"));
}

TEST(Networks, ContainWhatSharesTheirPrefix) {
    EXPECT_TRUE(contains("127.0.0.0/8,::1/128", "127.9.9.9"));
    EXPECT_TRUE(contains("127.0.0.0/8, ::1/128", "::1"));
    EXPECT_TRUE(contains("127.0.0.0/8", "::ffff:127.0.0.1"));
    EXPECT_FALSE(contains("127.0.0.0/8,::1/128", "128.0.0.1"));
    EXPECT_FALSE(contains("127.0.0.0/8,::1/128", "::2"));
    EXPECT_TRUE(contains("10.128.0.0/9", "10.255.0.1"));
    EXPECT_FALSE(contains("10.128.0.0/9", "10.127.255.255"));
    EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
    EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
    EXPECT_TRUE(contains("::/0", "2001:db8::1"));
}

TEST(Networks, AnAddressWithoutAPrefixIsThatAddressAlone) {
    EXPECT_TRUE(contains("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(contains("192.0.2.7", "192.0.2.8"));
}

TEST(Networks, AnEmptyListContainsNothing) {
    EXPECT_FALSE(contains("", "127.0.0.1"));
    EXPECT_FALSE(contains(" ", "::1"));
}

TEST(Networks, AMemberThatIsNoNetworkIsRefusedByName) {
    for (const std::string text : {"10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "host/8"}) {
        const auto parsed = Networks::parse("127.0.0.1," + text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_THAT(parsed.error().detail, testing::HasSubstr("'" + text + "'"));
    }
}

}  // namespace

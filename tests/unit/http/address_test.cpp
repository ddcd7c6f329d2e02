// Finding the client behind proxies.
#include "http/address.hpp"

#include <gtest/gtest.h>

namespace {

struct Case {
    std::string_view why;
    std::string peer;
    std::vector<std::string> forwarded;
    std::string client;
};

std::string client_of(const Case& test_case, std::string_view trusted) {
    http::Request request;
    request.peer_address = test_case.peer;
    request.headers.push_back({"host", "example.com"});
    for (const auto& value : test_case.forwarded) {
        request.headers.push_back({"x-forwarded-for", value});
    }
    http::Proxies proxies;
    proxies.trusted = base::Networks::parse(trusted).value();
    // The header that is not asked for never counts.
    request.headers.push_back({"forwarded", "for=198.51.100.1"});
    return http::client_address(request, proxies);
}

TEST(ClientAddress, IsTheRightMostAddressThatIsNoTrustedProxy) {
    const Case cases[] = {
        {"no proxy", "203.0.113.9", {}, "203.0.113.9"},
        {"an untrusted peer cannot name another", "203.0.113.9", {"1.2.3.4"}, "203.0.113.9"},
        {"a trusted peer without the header", "127.0.0.1", {}, "127.0.0.1"},
        {"an empty header", "127.0.0.1", {""}, "127.0.0.1"},
        {"only commas", "127.0.0.1", {" , ,"}, "127.0.0.1"},
        {"one proxy", "127.0.0.1", {"203.0.113.9"}, "203.0.113.9"},
        {"what the client made up stands left",
         "127.0.0.1",
         {"1.2.3.4, 203.0.113.9"},
         "203.0.113.9"},
        {"two proxies", "127.0.0.1", {"1.2.3.4,203.0.113.9 ,10.0.0.7"}, "203.0.113.9"},
        {"two headers are one list",
         "127.0.0.1",
         {"1.2.3.4, 203.0.113.9", "10.0.0.7"},
         "203.0.113.9"},
        {"a spoofed second header", "127.0.0.1", {"1.2.3.4", "203.0.113.9"}, "203.0.113.9"},
        {"nobody but proxies: the first of them", "127.0.0.1", {"10.0.0.1, 10.0.0.2"}, "10.0.0.1"},
        {"empty members do not count", "127.0.0.1", {"203.0.113.9,,"}, "203.0.113.9"},
        {"a port", "127.0.0.1", {"203.0.113.9:4711"}, "203.0.113.9"},
        {"IPv6", "::1", {"2001:DB8:0:0::7"}, "2001:db8::7"},
        {"IPv6 in brackets", "::1", {"[2001:db8::7]"}, "2001:db8::7"},
        {"IPv6 with a port", "::1", {"[2001:db8::7]:443"}, "2001:db8::7"},
        {"IPv4 as IPv6", "::ffff:127.0.0.1", {"::ffff:203.0.113.9"}, "203.0.113.9"},
        {"a link-local peer", "fe80::1%eth0", {"203.0.113.9"}, "fe80::1"},
        {"garbage", "127.0.0.1", {"unknown"}, "127.0.0.1"},
        {"garbage behind a proxy", "127.0.0.1", {"<script>, 10.0.0.7"}, "10.0.0.7"},
        {"what stands left of garbage does not count",
         "127.0.0.1",
         {"203.0.113.9, _hidden, 10.0.0.7"},
         "10.0.0.7"},
        {"garbage that is not reached", "127.0.0.1", {"x, 203.0.113.9"}, "203.0.113.9"},
        {"a port that is none", "127.0.0.1", {"203.0.113.9:x"}, "127.0.0.1"},
        {"a port out of range", "127.0.0.1", {"203.0.113.9:65536"}, "127.0.0.1"},
        {"an open bracket", "127.0.0.1", {"[2001:db8::7"}, "127.0.0.1"},
        {"something after the bracket", "127.0.0.1", {"[2001:db8::7]x"}, "127.0.0.1"},
        {"half an address", "127.0.0.1", {"203.0.113"}, "127.0.0.1"},
    };
    for (const Case& test_case : cases) {
        EXPECT_EQ(client_of(test_case, "127.0.0.0/8, ::1, 10.0.0.0/8"), test_case.client)
            << test_case.why;
    }
}

TEST(ClientAddress, IsThePeerWhereNobodyIsTrusted) {
    const Case local = {"", "127.0.0.1", {"203.0.113.9"}, ""};
    EXPECT_EQ(client_of(local, ""), "127.0.0.1");
}

TEST(ClientAddress, IsReadFromForwardedWhereProxiesSendThat) {
    const Case cases[] = {
        {"no header", "127.0.0.1", {}, "127.0.0.1"},
        {"an untrusted peer cannot name another", "203.0.113.9", {"for=1.2.3.4"}, "203.0.113.9"},
        {"one proxy", "127.0.0.1", {"for=203.0.113.9;proto=https;by=10.0.0.1"}, "203.0.113.9"},
        {"any case, any place", "127.0.0.1", {"proto=https; For=203.0.113.9"}, "203.0.113.9"},
        {"IPv6 with a port", "::1", {"for=\"[2001:db8::7]:4711\""}, "2001:db8::7"},
        {"IPv4 with a port", "::1", {"for=\"203.0.113.9:80\""}, "203.0.113.9"},
        {"what the client made up stands left",
         "127.0.0.1",
         {"for=1.2.3.4, for=203.0.113.9, for=10.0.0.7"},
         "203.0.113.9"},
        {"two headers are one list",
         "127.0.0.1",
         {"for=203.0.113.9", "for=10.0.0.7"},
         "203.0.113.9"},
        {"a comma in quotes",
         "127.0.0.1",
         {"for=203.0.113.9;host=\"a, for=1.2.3.4\""},
         "203.0.113.9"},
        {"a semicolon in quotes",
         "127.0.0.1",
         {"host=\"a;for=1.2.3.4;b\";for=203.0.113.9"},
         "203.0.113.9"},
        {"an escaped quotation mark",
         "127.0.0.1",
         {"for=203.0.113.9;host=\"a\\\", for=1.2.3.4, b=\\\"\""},
         "203.0.113.9"},
        {"a quote that the client left open",
         "127.0.0.1",
         {"for=\"1.2.3.4, for=203.0.113.9"},
         "203.0.113.9"},
        {"a name instead of an address",
         "127.0.0.1",
         {"for=203.0.113.9, for=_hidden"},
         "127.0.0.1"},
        {"unknown", "127.0.0.1", {"for=unknown, for=10.0.0.7"}, "10.0.0.7"},
        {"no node", "127.0.0.1", {"proto=https"}, "127.0.0.1"},
        {"half a quote", "127.0.0.1", {"for=\""}, "127.0.0.1"},
    };
    for (const Case& test_case : cases) {
        http::Request request;
        request.peer_address = test_case.peer;
        request.headers.push_back({"x-forwarded-for", "198.51.100.1"});
        for (const auto& value : test_case.forwarded) {
            request.headers.push_back({"forwarded", value});
        }
        http::Proxies proxies;
        proxies.trusted = base::Networks::parse("127.0.0.0/8, ::1, 10.0.0.0/8").value();
        proxies.use_rfc_7239 = true;
        EXPECT_EQ(http::client_address(request, proxies), test_case.client) << test_case.why;
    }
}

}  // namespace

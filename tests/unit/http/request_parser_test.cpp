// Reading requests from bytes.
#include "http/request_parser.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace {

using namespace std::string_view_literals;
using http::Method;
using http::ProtocolFault;
using http::RequestLimits;
using http::RequestParser;

constexpr RequestLimits limits = {.header_bytes_max = 512, .body_bytes_max = 64};

// Puts the bytes in pieces of this size, as they would arrive. Gives what was not taken.
std::string put_all(RequestParser& parser, std::string_view bytes, std::size_t piece) {
    std::string input;
    while (!parser.fault() && !parser.is_complete() && !bytes.empty()) {
        const auto count = std::min(piece, bytes.size());
        input += bytes.substr(0, count);
        bytes.remove_prefix(count);
        input.erase(0, parser.put(input));
    }
    return input + std::string(bytes);
}

std::optional<ProtocolFault> fault_of(std::string_view bytes, std::size_t piece = 100000) {
    RequestParser parser(limits);
    put_all(parser, bytes, piece);
    return parser.fault();
}

TEST(RequestParser, GivesTheSameRequestHoweverTheBytesArrive) {
    const std::string_view bytes =
        "POST /v1/a%20b?x=1 HTTP/1.1\r\nHost: example.com\r\nContent-TYPE: text/plain\r\n"
        "X-Empty:\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        RequestParser parser(limits);
        const std::string rest = put_all(parser, bytes, piece);
        ASSERT_TRUE(parser.is_complete()) << piece;
        EXPECT_TRUE(parser.keep_alive());
        const http::Request request = parser.take_request();
        EXPECT_EQ(request.method, Method::post);
        EXPECT_EQ(request.target, "/v1/a%20b?x=1");
        EXPECT_EQ(request.path, "/v1/a b");
        EXPECT_EQ(request.query_value("x"), "1");
        EXPECT_EQ(request.query_value("y"), std::nullopt);
        EXPECT_EQ(request.header("content-type"), "text/plain");
        EXPECT_EQ(request.header("x-empty"), "");
        EXPECT_EQ(request.header("x-absent"), std::nullopt);
        EXPECT_EQ(request.body, "hello");
        EXPECT_EQ(rest, "GET / HTTP/1.1\r\n") << "what follows belongs to the next request";
    }
}

TEST(RequestParser, JoinsChunksAndForgetsTheFieldsAfterThem) {
    const std::string_view bytes =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Admin: yes\r\n\r\n";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        RequestParser parser(limits);
        EXPECT_EQ(put_all(parser, bytes, piece), "");
        ASSERT_TRUE(parser.is_complete()) << piece;
        const http::Request request = parser.take_request();
        EXPECT_EQ(request.body, "hello world");
        EXPECT_EQ(request.header("x-admin"), std::nullopt);
    }
}

TEST(RequestParser, TakesAChunkedBodyThatIsEmpty) {
    const std::string_view bytes =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        RequestParser parser(limits);
        put_all(parser, bytes, piece);
        EXPECT_TRUE(parser.is_complete()) << piece;
    }
}

TEST(RequestParser, KnowsTheMethods) {
    const std::pair<std::string, Method> cases[] = {
        {"GET", Method::get},         {"HEAD", Method::head},   {"POST", Method::post},
        {"PUT", Method::put},         {"PATCH", Method::patch}, {"DELETE", Method::del},
        {"OPTIONS", Method::options}, {"TRACE", Method::other}, {"BREW", Method::other},
        {"get", Method::other},
    };
    for (const auto& [name, method] : cases) {
        RequestParser parser(limits);
        parser.put(name + " / HTTP/1.1\r\nHost: x\r\n\r\n");
        ASSERT_TRUE(parser.is_complete()) << name;
        EXPECT_EQ(parser.take_request().method, method) << name;
    }
    RequestParser parser(limits);
    parser.put("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n");
    ASSERT_TRUE(parser.is_complete());
    const http::Request request = parser.take_request();
    EXPECT_EQ(request.method, Method::other);
    EXPECT_EQ(request.path, "/");
}

TEST(RequestParser, KnowsWhetherTheClientStays) {
    const std::pair<std::string, bool> cases[] = {
        {"HTTP/1.1\r\nHost: x\r\n", true},
        {"HTTP/1.1\r\nHost: x\r\nConnection: close\r\n", false},
        {"HTTP/1.1\r\nHost: x\r\nConnection: Keep-Alive, Close\r\n", false},
        {"HTTP/1.0\r\n", false},
        {"HTTP/1.0\r\nConnection: keep-alive\r\n", true},
    };
    for (const auto& [rest, keep_alive] : cases) {
        RequestParser parser(limits);
        parser.put("GET / " + rest + "\r\n");
        ASSERT_TRUE(parser.is_complete()) << rest;
        EXPECT_EQ(parser.keep_alive(), keep_alive) << rest;
        EXPECT_EQ(parser.is_http_1_0(), rest.starts_with("HTTP/1.0")) << rest;
    }
}

TEST(RequestParser, SaysWhenTheClientWaitsToBeAskedForTheBody) {
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n";
    RequestParser parser(limits);
    EXPECT_FALSE(parser.awaits_continue());
    parser.put(head + "Expect: 100-Continue\r\n\r\n");
    EXPECT_TRUE(parser.awaits_continue());
    parser.put("a");
    EXPECT_FALSE(parser.awaits_continue()) << "it did not wait";

    RequestParser without(limits);
    without.put(head + "\r\n");
    EXPECT_FALSE(without.awaits_continue());
}

// Each of these is read differently by some other program, and a proxy in front of us may be one.
TEST(RequestParser, RefusesWhatTwoServersCouldUnderstandDifferently) {
    const std::string_view cases[] = {
        "Host: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "Host: x\r\nContent-Length: 1, 2\r\n",
        "Host: x\r\nContent-Length: +1\r\n",
        "Host: x\r\nContent-Length: -1\r\n",
        "Host: x\r\nContent-Length: 0x1\r\n",
        "Host: x\r\nContent-Length: 1 1\r\n",
        "Host: x\r\nContent-Length:\r\n",
        "Host: x\r\nContent-Length: 99999999999999999999\r\n",
        "Host: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n",
        "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: x\r\nTransfer-Encoding: chunked, chunked\r\n",
        "Host: x\r\nTransfer-Encoding: gzip\r\n",
        "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n",
        "Host: x\r\nTransfer-Encoding: chunked, identity\r\n",
        "Host: x\r\nTransfer-Encoding: xchunked\r\n",
        "Host: x\r\nTransfer-Encoding:\x0b"
        "chunked\r\n",
        "Host: x\r\nTransfer-Encoding : chunked\r\n",
        "Host: x\nContent-Length: 1\r\n",
        "Host: x\rContent-Length: 1\r\n",
        "",
        "Host: x\r\nHost: y\r\n",
        "Host: x\r\nX: a\0b\r\n"sv,
        "Host: x\r\nNo colon\r\n",
        "Host: x\r\n: no name\r\n",
    };
    for (const auto headers : cases) {
        const auto bytes = "POST / HTTP/1.1\r\n" + std::string(headers) + "\r\n";
        RequestParser parser(limits);
        parser.put(bytes);
        EXPECT_EQ(parser.fault(), ProtocolFault::malformed) << headers;
    }
}

TEST(RequestParser, TakesAFoldedLineAsPartOfTheHeaderBefore) {
    RequestParser parser(limits);
    parser.put("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n Transfer-Encoding: chunked\r\n\r\n");
    ASSERT_TRUE(parser.is_complete());
    const http::Request request = parser.take_request();
    EXPECT_EQ(request.header("x"), "a Transfer-Encoding: chunked");
    EXPECT_EQ(request.header("transfer-encoding"), std::nullopt);
}

TEST(RequestParser, RefusesWhatIsNotARequest) {
    const std::string cases[] = {
        "\r\nGET / HTTP/1.1\r\n",
        "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        "GET / HTTP/0.9\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
        "GET /\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "G\xFFT / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  // somebody speaks TLS
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
            std::string(600, 'x'),
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
            std::string(600, 'x'),
    };
    for (const auto& bytes : cases) {
        EXPECT_EQ(fault_of(bytes), ProtocolFault::malformed) << bytes;
        EXPECT_EQ(fault_of(bytes, 1), ProtocolFault::malformed) << bytes;
    }
}

TEST(RequestParser, HoldsTheLimits) {
    const auto with_header_of = [](std::size_t bytes) {
        const std::string start = "GET / HTTP/1.1\r\nHost: x\r\n";
        std::string header = start;
        // Many short lines, because those could be taken one by one.
        while (header.size() + 12 < bytes) header += "X: y\r\n";
        return header + "P: " + std::string(bytes - header.size() - 7, 'p') + "\r\n\r\n";
    };
    const auto with_body_of = [](std::size_t bytes) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(bytes) +
               "\r\n\r\n" + std::string(bytes, 'b');
    };
    const auto with_chunk_of = [](std::size_t bytes) {
        return "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" +
               std::string(32, 'b') + "\r\n" + (bytes == 65 ? "21" : "20") + "\r\n" +
               std::string(bytes - 32, 'b') + "\r\n0\r\n\r\n";
    };
    for (const std::size_t piece : {std::size_t{1}, std::size_t{6}, std::size_t{100000}}) {
        EXPECT_EQ(fault_of(with_header_of(512), piece), std::nullopt) << piece;
        EXPECT_EQ(fault_of(with_header_of(513), piece), ProtocolFault::header_too_large) << piece;
        EXPECT_EQ(fault_of("GET /" + std::string(600, 'x'), piece),
                  ProtocolFault::header_too_large);
        EXPECT_EQ(fault_of(with_body_of(64), piece), std::nullopt) << piece;
        EXPECT_EQ(fault_of(with_body_of(65), piece), ProtocolFault::body_too_large) << piece;
        EXPECT_EQ(fault_of(with_chunk_of(64), piece), std::nullopt) << piece;
        EXPECT_EQ(fault_of(with_chunk_of(65), piece), ProtocolFault::body_too_large) << piece;
    }
}

// Whatever comes, the parser says complete or fault, or wants more; it never takes more than it was
// given. The seed is fixed, so that a failure can be repeated.
TEST(RequestParser, SurvivesBytesThatNobodyThoughtOf) {
    std::mt19937 random(20260131);
    const std::string valid =
        "POST /v1/a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        "Expect: 100-continue\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n";
    const std::string_view alphabet = "\r\n :;,/%?=0aF\t\0\xFF";
    int complete = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string bytes = valid;
        for (auto changes = random() % 4; changes > 0; --changes) {
            const auto at = random() % bytes.size();
            switch (random() % 3) {
                case 0:
                    bytes[at] = alphabet[random() % alphabet.size()];
                    break;
                case 1:
                    bytes.erase(at, random() % 8 + 1);
                    break;
                default:
                    bytes.insert(at, 1, static_cast<char>(random()));
            }
            if (bytes.empty()) bytes = "x";
        }
        RequestParser parser(limits);
        const std::string rest = put_all(parser, bytes, random() % bytes.size() + 1);
        EXPECT_LE(rest.size(), bytes.size());
        if (!parser.is_complete()) continue;
        ++complete;
        EXPECT_TRUE(parser.take_request().path.starts_with('/'));
    }
    EXPECT_GT(complete, 5000) << "the unchanged ones";
}

}  // namespace

// The HTTP client against a server on a real socket.
#include "outbound/http_client.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "raw_server.hpp"

namespace outbound {
namespace {

HttpRequest request_to(std::string url) {
    HttpRequest request;
    request.url = std::move(url);
    return request;
}

HttpReply reply_to(const HttpRequest& request) {
    auto outcome = send(request);
    if (const auto* error = std::get_if<HttpError>(&outcome)) {
        ADD_FAILURE() << "no reply: " << error->detail;
        return {};
    }
    return std::get<HttpReply>(std::move(outcome));
}

HttpError error_of(const HttpRequest& request) {
    auto outcome = send(request);
    if (std::holds_alternative<HttpReply>(outcome)) {
        ADD_FAILURE() << "an error was expected";
        return {};
    }
    return std::get<HttpError>(std::move(outcome));
}

TEST(HttpClient, SendsMethodHeadersAndBodyAndGivesTheReply) {
    test::RawServer server(
        [](const std::string&) { return test::reply(201, "made", "X-Name:  a value \r\n"); });
    HttpRequest request = request_to(server.url("/v1/things?a=b"));
    request.method = "POST";
    request.headers = {{"Idempotency-Key", "k-1"}, {"X-Empty", ""}};
    request.body = std::string("a\0b=1", 5);

    const HttpReply reply = reply_to(request);

    EXPECT_EQ(reply.status, 201);
    EXPECT_EQ(reply.body, "made");
    const std::pair<std::string, std::string> header("x-name", "a value");
    EXPECT_NE(std::find(reply.headers.begin(), reply.headers.end(), header), reply.headers.end());
    ASSERT_EQ(server.requests().size(), 1U);
    const std::string sent = server.requests()[0];
    EXPECT_TRUE(sent.starts_with("POST /v1/things?a=b HTTP/1.1\r\n")) << sent;
    EXPECT_NE(sent.find("\r\nIdempotency-Key: k-1\r\n"), std::string::npos) << sent;
    EXPECT_NE(sent.find("\r\nX-Empty:\r\n"), std::string::npos) << sent;
    EXPECT_TRUE(sent.ends_with(std::string("\r\n\r\na\0b=1", 9))) << sent;
    EXPECT_EQ(sent.find("Expect:"), std::string::npos);
}

TEST(HttpClient, NothingOfARequestStaysForTheNextOneOnTheSameConnection) {
    test::RawServer server([](const std::string&) { return test::reply(200, "ok"); });
    HttpRequest first = request_to(server.url("/first"));
    first.method = "POST";
    first.headers = {{"Authorization", "Bearer one"}};
    first.body = "x=1";
    reply_to(first);
    const HttpReply second = reply_to(request_to(server.url("/second")));

    EXPECT_EQ(second.body, "ok");
    EXPECT_EQ(server.connections(), 1);
    const std::string sent = server.requests().at(1);
    EXPECT_TRUE(sent.starts_with("GET /second "));
    EXPECT_EQ(sent.find("Authorization"), std::string::npos);
    EXPECT_EQ(sent.find("x=1"), std::string::npos);
}

TEST(HttpClient, DoesNotFollowRedirects) {
    test::RawServer server([](const std::string& request) {
        if (request.starts_with("GET /elsewhere")) return test::reply(200, "arrived");
        return test::reply(302, "", "Location: /elsewhere\r\n");
    });
    EXPECT_EQ(reply_to(request_to(server.url())).status, 302);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST(HttpClient, AReplyOfTheLargestSizeIsTakenAndOneByteMoreIsNot) {
    test::RawServer server([](const std::string& request) {
        return test::reply(200, std::string(request.starts_with("GET /fits") ? 1000 : 1001, 'x'));
    });
    HttpRequest fits = request_to(server.url("/fits"));
    fits.reply_bytes_max = 1000;
    EXPECT_EQ(reply_to(fits).body.size(), 1000U);

    HttpRequest larger = request_to(server.url("/larger"));
    larger.reply_bytes_max = 1000;
    const HttpError error = error_of(larger);
    EXPECT_EQ(error.fault, HttpFault::too_large);
    EXPECT_TRUE(error.was_sent);
}

TEST(HttpClient, EndlessHeadersAreTooLarge) {
    test::RawServer server([](const std::string&) {
        std::string headers;
        for (int i = 0; i < 20; ++i) headers += "X-Long: " + std::string(4000, 'x') + "\r\n";
        return test::reply(200, "", headers);
    });
    EXPECT_EQ(error_of(request_to(server.url())).fault, HttpFault::too_large);
}

TEST(HttpClient, ASilentServerEndsWithTheTimeout) {
    test::RawServer server([](const std::string&) { return std::nullopt; });
    HttpRequest request = request_to(server.url());
    request.timeout = std::chrono::milliseconds(100);
    const HttpError error = error_of(request);
    EXPECT_EQ(error.fault, HttpFault::timed_out);
    EXPECT_TRUE(error.was_sent);
}

TEST(HttpClient, NoTimeLeftIsATimeoutAndNotForEver) {
    test::RawServer server([](const std::string&) { return std::nullopt; });
    HttpRequest request = request_to(server.url());
    request.timeout = std::chrono::milliseconds(0);
    EXPECT_EQ(error_of(request).fault, HttpFault::timed_out);
}

TEST(HttpClient, AServerThatHangsUpIsBroken) {
    test::RawServer server([](const std::string&) {
        return std::string(
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf");
    });
    const HttpError error = error_of(request_to(server.url()));
    EXPECT_EQ(error.fault, HttpFault::broken);
    EXPECT_TRUE(error.was_sent);
}

TEST(HttpClient, NobodyListening) {
    const HttpError error =
        error_of(request_to("http://127.0.0.1:" + std::to_string(test::unused_port()) + "/"));
    EXPECT_EQ(error.fault, HttpFault::unreachable);
    EXPECT_FALSE(error.was_sent);
}

TEST(HttpClient, OnlyHttpAndHttps) {
    for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "",
                            "http://", "http://a b/", "//127.0.0.1:99999/"}) {
        const HttpError error = error_of(request_to(url));
        EXPECT_EQ(error.fault, HttpFault::bad_url) << url;
        EXPECT_FALSE(error.was_sent) << url;
    }
}

TEST(HttpClient, AHeaderCannotBeginAnotherOne) {
    test::RawServer server([](const std::string&) { return test::reply(200, ""); });
    for (const char* value : {"a\r\nX-Other: b", "a\nb", "a\rb"}) {
        HttpRequest request = request_to(server.url());
        request.headers = {{"X-Name", value}};
        EXPECT_FALSE(error_of(request).was_sent);
    }
    EXPECT_TRUE(server.requests().empty());
}

TEST(HttpClient, AnAddressThatIsNotAdmittedIsNeverConnectedTo) {
    test::RawServer server([](const std::string&) { return test::reply(200, "secret"); });
    // A connection that is open already must not get around the question.
    reply_to(request_to(server.url()));
    ASSERT_EQ(server.connections(), 1);

    HttpRequest request = request_to(server.url());
    std::uint32_t asked = 0;
    request.admits = [&asked](const sockaddr& address) {
        asked = ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr);
        return false;
    };
    const HttpError error = error_of(request);
    EXPECT_EQ(error.fault, HttpFault::not_admitted);
    EXPECT_FALSE(error.was_sent);
    EXPECT_EQ(asked, INADDR_LOOPBACK);
    EXPECT_EQ(server.connections(), 1);

    request.admits = [](const sockaddr&) { return true; };
    EXPECT_EQ(reply_to(request).body, "secret");
    EXPECT_EQ(server.connections(), 2);
}

TEST(HttpClient, ManyThreadsAtOnce) {
    test::RawServer server([](const std::string& request) {
        return test::reply(200, request.substr(4, request.find(' ', 4) - 4));
    });
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            for (int j = 0; j < 20; ++j) {
                const std::string path = "/" + std::to_string(i) + "/" + std::to_string(j);
                const auto outcome = send(request_to(server.url(path)));
                const auto* reply = std::get_if<HttpReply>(&outcome);
                if (reply != nullptr && reply->body == path) ++right;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 160);
    EXPECT_LE(server.connections(), 8);
}

}  // namespace
}  // namespace outbound

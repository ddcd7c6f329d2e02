// The server as a client sees it, over real sockets.
#include "http/server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>

#include "client.hpp"
#include "test_server.hpp"

namespace {

using test::Behaviour;
using test::Client;
using test::Reply;
using test::TestServer;

std::string post(std::size_t body_bytes, std::string_view more_headers = "") {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body_bytes) + "\r\n" +
           std::string(more_headers) + "\r\n" + std::string(body_bytes, 'b');
}

http::ServerOptions small_limits() {
    http::ServerOptions options;
    options.header_bytes_max = 512;
    options.body_bytes_max = 1024;
    return options;
}

TEST(Server, AnswersOneRequestAfterTheOtherOnOneConnection) {
    TestServer server;
    Client client(server.port());
    for (int i = 0; i < 3; ++i) {
        const Reply reply = client.ask("PUT /a%20b?c=d", "Content-Length: 5\r\n\r\nhello");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.headers.at("x-method"), "PUT");
        EXPECT_EQ(reply.headers.at("x-path"), "/a b");
        EXPECT_EQ(reply.headers.at("x-peer"), "127.0.0.1");
        EXPECT_EQ(reply.body, "hello");
        EXPECT_FALSE(reply.headers.contains("connection"));
        EXPECT_FALSE(reply.headers.contains("server"));
    }
}

TEST(Server, AnswersRequestsSentAtOnceInTheirOrder) {
    TestServer server;
    Client client(server.port());
    std::string requests;
    for (int i = 0; i < 200; ++i) {
        requests +=
            "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n";
        requests += "a b";
    }
    client.send(requests + "GET /la");
    for (int i = 0; i < 200; ++i) {
        const Reply reply = client.read_reply();
        ASSERT_EQ(reply.headers.at("x-path"), "/" + std::to_string(i));
        ASSERT_EQ(reply.body, "a b");
    }
    client.send("st HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(client.read_reply().headers.at("x-path"), "/last");
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, AnswersHeadWithTheLengthAndNoBody) {
    TestServer server;
    Client client(server.port());
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
    const Reply reply = client.read_reply(Client::Body::none);
    EXPECT_EQ(reply.headers.at("content-length"), "5");
    EXPECT_EQ(client.ask("GET /next").headers.at("x-path"), "/next");
}

TEST(Server, HoldsItsLimits) {
    const std::string long_header(600, 'h');
    struct Case {
        std::string_view why;
        std::string bytes;
        int status;
    };
    const Case cases[] = {
        {"a body of the limit", post(1024), 200},
        {"one byte more", post(1025), 413},
        {"a body that is only announced",
         "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n", 413},
        {"far more, all of it sent", post(200000), 413},
        {"chunks over the limit",
         "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n401\r\n", 413},
        {"a long header", "GET / HTTP/1.1\r\nHost: x\r\nX: " + long_header + "\r\n\r\n", 431},
        {"a long target", "GET /" + long_header + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
        {"not HTTP", "\x16\x03\x01 hello\r\n\r\n", 400},
        {"two lengths",
         "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
    };
    TestServer server(test::echo(), small_limits());
    for (const Case& test_case : cases) {
        Client client(server.port());
        client.send(test_case.bytes);
        const Reply reply = client.read_reply();
        EXPECT_EQ(reply.status, test_case.status) << test_case.why;
        EXPECT_TRUE(reply.is_complete) << test_case.why;
        if (test_case.status == 200) continue;
        EXPECT_EQ(reply.body, "fault") << test_case.why;
        EXPECT_EQ(reply.headers.at("connection"), "close") << test_case.why;
        client.end_sending();
        EXPECT_TRUE(client.is_closed()) << test_case.why;
    }
}

TEST(Server, EndsARequestThatIsSentTooSlowly) {
    auto options = small_limits();
    options.request_read_max = std::chrono::milliseconds(40);
    TestServer server(test::echo(), options);
    for (const std::string_view part :
         {"G", "GET / HTTP/1.1\r\nHost: x\r\n",
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe"}) {
        Client client(server.port());
        client.send(part);
        EXPECT_EQ(client.read_reply().status, 408) << part;
        EXPECT_TRUE(client.is_closed()) << part;
    }
}

TEST(Server, ClosesAConnectionThatIsSilentForTooLong) {
    auto options = small_limits();
    options.keep_alive_idle_max = std::chrono::milliseconds(40);
    TestServer server(test::echo(), options);
    Client fresh(server.port());
    EXPECT_TRUE(fresh.is_closed());
    Client used(server.port());
    EXPECT_EQ(used.ask("GET /").status, 200);
    EXPECT_TRUE(used.is_closed()) << "and without a word";
}

TEST(Server, SaysNothingToAClientThatEndsInTheMiddle) {
    TestServer server;
    for (const std::string_view part :
         {"", "GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe"}) {
        Client client(server.port());
        client.send(part);
        client.end_sending();
        EXPECT_TRUE(client.is_closed()) << part;
    }
}

TEST(Server, AsksForTheBodyWhereTheClientWaits) {
    TestServer server(test::echo(), small_limits());
    Client client(server.port());
    const std::string head =
        "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
    client.send(head + "5\r\n\r\n");
    EXPECT_EQ(client.read_reply(Client::Body::none).status, 100);
    client.send("hello");
    EXPECT_EQ(client.read_reply().body, "hello");

    client.send(head + "1025\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 413) << "and does not ask for it";
}

TEST(Server, ReadsABodyInChunks) {
    TestServer server;
    Client client(server.port());
    const Reply reply = client.ask(
        "POST /", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    EXPECT_EQ(reply.body, "hello world");
    EXPECT_EQ(client.ask("GET /").status, 200);
}

TEST(Server, ClosesAfterTheReplyToAnOldClientUnlessAskedToStay) {
    TestServer server;
    Client client(server.port());
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.read_reply().headers.at("connection"), "keep-alive");
    client.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.read_reply().headers.at("connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, AnswersFiveHundredWhereAHandlerThrows) {
    Behaviour behaviour;
    behaviour.handle = [](http::Request) -> base::Task<http::Response> {
        throw std::runtime_error("a bug");
        co_return http::Response();
    };
    TestServer server(behaviour);
    Client client(server.port());
    const Reply reply = client.ask("GET /");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json");
    EXPECT_EQ(reply.body.find("a bug"), std::string::npos) << "nothing internal gets out";
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(Client(server.port()).ask("GET /").status, 500) << "the server lives on";
}

TEST(Server, SurvivesAClientThatLeavesBeforeTheReply) {
    test::Gate gate;
    Behaviour behaviour = test::echo();
    behaviour.handle = [&gate](http::Request request) -> base::Task<http::Response> {
        http::Response response;
        response.body = std::string(1 << 20, 'x');
        if (request.path == "/wait") co_await gate.wait();
        co_return response;
    };
    TestServer server(behaviour);
    Client client(server.port());
    client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\nmore that nobody reads");
    gate.await_arrival();
    client.close();
    gate.open();
    EXPECT_EQ(Client(server.port()).ask("GET /").status, 200);
}

TEST(Server, ClosesTheConnectionsThatAreTooMany) {
    auto options = small_limits();
    options.connections_per_thread_max = 2;
    TestServer server(test::echo(), options);
    Client first(server.port());
    Client second(server.port());
    EXPECT_EQ(first.ask("GET /").status, 200);
    EXPECT_EQ(second.ask("GET /").status, 200);
    EXPECT_TRUE(Client(server.port()).is_closed());
    EXPECT_EQ(first.ask("GET /").status, 200);
}

TEST(Server, SendsABigSharedBodyWhole) {
    http::Response response;
    response.shared_body = std::make_shared<const std::string>(3 << 20, 's');
    TestServer server(test::always(response));
    Client client(server.port());
    const Reply reply = client.ask("GET /");
    EXPECT_TRUE(reply.is_complete);
    EXPECT_EQ(reply.body, *response.shared_body);
}

TEST(Server, SurvivesRandomBytes) {
    TestServer server(test::echo(), small_limits());
    std::uint32_t state = 20260131;
    for (int round = 0; round < 50; ++round) {
        std::string bytes = round % 2 == 0 ? "" : "POST / HTTP/1.1\r\nHost: x\r\n";
        for (int i = 0; i < 300; ++i) {
            state = state * 1664525 + 1013904223;
            bytes += static_cast<char>(state >> 24);
        }
        Client client(server.port());
        client.send(bytes + "\r\n\r\n");
        EXPECT_EQ(client.read_reply().status, 400);
    }
    EXPECT_EQ(Client(server.port()).ask("GET /").status, 200);
}

}  // namespace

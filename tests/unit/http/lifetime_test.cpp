// Starting and stopping the server, and replies that are sent piece by piece.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <future>
#include <set>
#include <thread>

#include "client.hpp"
#include "http/server.hpp"
#include "test_server.hpp"

namespace {

using test::Behaviour;
using test::Client;
using test::Gate;
using test::is_set;
using test::Reply;
using test::TestServer;

constexpr std::chrono::hours forever{1};

base::ErrorCode code_of_start(http::ServerOptions options, std::string& detail) {
    http::Server server(std::move(options), test::make_application(test::echo()));
    const auto started = server.start();
    if (started) return base::ErrorCode::internal;
    detail = started.error().detail;
    return started.error().code;
}

// A reply whose body comes from this producer.
Behaviour streaming(std::function<base::Task<void>(std::shared_ptr<http::BodyWriter>)> producer) {
    http::Response response;
    response.set("Content-Type", "text/event-stream");
    response.stream = std::move(producer);
    return test::always(response);
}

TEST(ServerStart, SaysThatAnotherServerHasThePort) {
    for (const int threads : {1, 2}) {
        http::ServerOptions options;
        options.threads = threads;
        TestServer first(test::echo(), options);
        options.port = first.port();
        std::string detail;
        EXPECT_EQ(code_of_start(options, detail), base::ErrorCode::invalid_configuration);
        EXPECT_EQ(detail, "Port " + std::to_string(first.port()) +
                              " is already in use. Stop the program that uses it or choose "
                              "another with --port.");
        EXPECT_EQ(Client(first.port()).ask("GET /").status, 200) << "the first one is unharmed";
    }
}

TEST(ServerStart, GivesThePortToOneOfTwoThatStartAtOnce) {
    for (int round = 0; round < 10; ++round) {
        http::ServerOptions options;
        options.threads = 2;
        options.port = TestServer().port();  // free again at the end of this line
        std::atomic<int> started = 0;
        const auto start = [&] {
            auto server =
                std::make_unique<http::Server>(options, test::make_application(test::echo()));
            if (server->start()) ++started;
            return server;
        };
        auto other = std::async(std::launch::async, start);
        const auto mine = start();
        const auto others = other.get();  // stops only when both have tried
        EXPECT_EQ(started, 1);
    }
}

TEST(ServerStart, ExplainsAnAddressThatItCannotHave) {
    http::ServerOptions options;
    options.port = 0;
    std::string detail;
    options.address = "203.0.113.1";
    EXPECT_EQ(code_of_start(options, detail), base::ErrorCode::invalid_configuration);
    EXPECT_NE(detail.find("203.0.113.1 does not belong to this machine"), std::string::npos);
    options.address = "example.com";
    EXPECT_EQ(code_of_start(options, detail), base::ErrorCode::invalid_configuration);
    EXPECT_NE(detail.find("'example.com' is not an IP address"), std::string::npos);
}

TEST(ServerStart, SpreadsConnectionsOverItsThreads) {
    http::ServerOptions options;
    options.threads = 2;
    Behaviour behaviour;
    behaviour.handle = [](http::Request) -> base::Task<http::Response> {
        http::Response response;
        response.body = std::to_string(std::hash<std::thread::id>()(std::this_thread::get_id()));
        co_return response;
    };
    TestServer server(behaviour, options);
    std::set<std::string> threads;
    // The kernel chooses by chance; a hundred times the same has a chance of 2 to the minus 99.
    for (int i = 0; i < 100; ++i) threads.insert(Client(server.port()).ask("GET /").body);
    EXPECT_EQ(threads.size(), 2u);
}

TEST(ServerDrain, AnswersOldAndNewClientsAndClosesAfterEachReply) {
    TestServer server;
    Client old(server.port());
    EXPECT_EQ(old.ask("GET /").headers.count("connection"), 0U);
    server.drain();
    Client late(server.port());
    for (Client* client : {&old, &late}) {
        const Reply reply = client->ask("GET /");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.headers.at("connection"), "close");
        EXPECT_TRUE(client->is_closed());
    }
}

TEST(ServerStop, LetsARequestInFlightFinish) {
    Gate gate;
    Behaviour behaviour;
    behaviour.handle = [&gate](http::Request request) -> base::Task<http::Response> {
        if (request.path == "/wait") co_await gate.wait();
        http::Response response;
        response.body = "finished";
        co_return response;
    };
    bool is_stopped = false;
    behaviour.on_stop = [&is_stopped] { is_stopped = true; };
    TestServer server(behaviour);
    Client idle(server.port());
    EXPECT_EQ(idle.ask("GET /").status, 200);
    Client busy(server.port());
    busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    gate.await_arrival();

    auto stopped = std::async(std::launch::async, [&] { server.stop(); });
    EXPECT_TRUE(idle.is_closed()) << "at once";
    EXPECT_THROW(Client(server.port()), std::runtime_error) << "nobody listens any more";
    gate.open();
    const Reply reply = busy.read_reply();
    EXPECT_EQ(reply.body, "finished");
    EXPECT_EQ(reply.headers.at("connection"), "close");
    EXPECT_TRUE(busy.is_closed());
    busy.close();
    EXPECT_TRUE(is_set(std::move(stopped)));
    EXPECT_TRUE(is_stopped);
}

TEST(ServerStop, CutsWhatTakesTooLongAfterTellingTheApplication) {
    Gate gate;
    Behaviour behaviour;
    behaviour.handle = [&gate](http::Request) -> base::Task<http::Response> {
        co_await gate.wait();
        co_return http::Response();
    };
    behaviour.on_stop = [&gate] { gate.open(); };
    http::ServerOptions options;
    options.shutdown_max = std::chrono::milliseconds(20);
    TestServer server(behaviour, options);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    gate.await_arrival();
    server.stop();
    EXPECT_TRUE(client.is_closed());
}

// Whatever such a handler holds is destroyed with the server; the sanitizers look on.
TEST(ServerStop, DoesNotWaitForAHandlerThatNeverEnds) {
    Gate gate;
    Behaviour behaviour;
    behaviour.handle = [&gate](http::Request) -> base::Task<http::Response> {
        co_await gate.wait();
        co_return http::Response();
    };
    http::ServerOptions options;
    options.shutdown_max = std::chrono::milliseconds(20);
    TestServer server(behaviour, options);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    gate.await_arrival();
    server.stop();
    EXPECT_TRUE(client.is_closed());
}

TEST(Stream, DeliversEachPieceWhenItIsWritten) {
    Gate gate;
    TestServer server(
        streaming([&gate](std::shared_ptr<http::BodyWriter> writer) -> base::Task<void> {
            co_await writer->write("data: one\n\n");
            co_await writer->write("");
            co_await gate.wait();
            co_await writer->write("data: two\n\n");
        }));
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read_reply(Client::Body::none).headers.at("transfer-encoding"), "chunked");
    EXPECT_EQ(client.read_bytes(16), "b\r\ndata: one\n\n\r\n");
    gate.await_arrival();
    gate.open();
    EXPECT_EQ(client.read_rest(), "b\r\ndata: two\n\n\r\n0\r\n\r\n");
}

TEST(Stream, ReachesAnOldClientWithoutChunks) {
    TestServer server(streaming([](std::shared_ptr<http::BodyWriter> writer) -> base::Task<void> {
        co_await writer->write("one ");
        co_await writer->write("two");
    }));
    Client client(server.port());
    client.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.read_reply().body, "one two");
}

TEST(Stream, IsNotProducedForHead) {
    TestServer server(streaming([](std::shared_ptr<http::BodyWriter> writer) -> base::Task<void> {
        co_await writer->write("never");
    }));
    Client client(server.port());
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read_reply(Client::Body::none).status, 200);
    EXPECT_TRUE(client.is_closed());
}

TEST(Stream, WakesItsProducerAlsoWhereTheNewsCameBeforeItWaited) {
    std::promise<std::function<void()>> waker;
    TestServer server(streaming([&](std::shared_ptr<http::BodyWriter> writer) -> base::Task<void> {
        writer->wake();
        co_await writer->idle(forever);
        co_await writer->write("one");
        const auto executor = co_await boost::asio::this_coro::executor;
        waker.set_value([=] { boost::asio::post(executor, [=] { writer->wake(); }); });
        co_await writer->idle(forever);
        co_await writer->write("two");
    }));
    Client client(server.port());
    client.send("GET / HTTP/1.0\r\n\r\n");
    client.read_reply(Client::Body::none);
    EXPECT_EQ(client.read_bytes(3), "one");
    waker.get_future().get()();
    EXPECT_EQ(client.read_rest(), "two");
}

TEST(Stream, EndsProperlyWhenTheServerStops) {
    std::promise<void> has_ended;
    TestServer server(streaming([&](std::shared_ptr<http::BodyWriter> writer) -> base::Task<void> {
        co_await writer->write("one");
        while (co_await writer->idle(forever)) continue;
        const bool is_written = co_await writer->write("too late");
        if (!is_written) has_ended.set_value();
    }));
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client.read_reply(Client::Body::none);
    EXPECT_EQ(client.read_bytes(8), "3\r\none\r\n");
    auto stopped = std::async(std::launch::async, [&] { server.stop(); });
    EXPECT_EQ(client.read_rest(), "0\r\n\r\n");
    client.close();
    EXPECT_TRUE(is_set(std::move(stopped)));
    EXPECT_TRUE(is_set(has_ended.get_future()));
}

TEST(Stream, EndsWhenTheClientLeavesWhileNothingIsSaid) {
    std::promise<void> has_ended;
    TestServer server(streaming([&](std::shared_ptr<http::BodyWriter> writer) -> base::Task<void> {
        co_await writer->write("one");
        while (co_await writer->idle(forever)) continue;
        has_ended.set_value();
    }));
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client.read_reply(Client::Body::none);
    EXPECT_EQ(client.read_bytes(8), "3\r\none\r\n");
    client.send("what a client says meanwhile is ignored");
    client.close();
    EXPECT_TRUE(is_set(has_ended.get_future()));
}

TEST(Stream, EndsWhenTheClientDoesNotRead) {
    std::promise<void> has_ended;
    http::ServerOptions options;
    options.response_write_max = std::chrono::milliseconds(40);
    const auto producer = [&](std::shared_ptr<http::BodyWriter> writer) -> base::Task<void> {
        const std::string piece(1 << 20, 'x');
        while (co_await writer->write(piece)) continue;
        has_ended.set_value();
    };
    TestServer server(streaming(producer), options);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(is_set(has_ended.get_future()));
    EXPECT_FALSE(client.read_reply().is_complete) << "and can see that something is missing";
}

TEST(Stream, ThatFailsIsCutSoThatTheClientSeesIt) {
    TestServer server(streaming([](std::shared_ptr<http::BodyWriter> writer) -> base::Task<void> {
        co_await writer->write("one");
        throw std::runtime_error("a bug");
    }));
    Client client(server.port());
    const Reply reply = client.ask("GET /");
    EXPECT_EQ(reply.body, "one");
    EXPECT_FALSE(reply.is_complete);
}

}  // namespace

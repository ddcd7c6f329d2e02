// The connection to Redis against a real server: up, away, killed, slow, full.
#include "redis/client.hpp"

#include <gtest/gtest.h>

#include "support/event_loop.hpp"
#include "support/redis_server.hpp"

namespace redis {
namespace {

using namespace std::chrono_literals;
using test_support::RedisServer;

// Whoever awaits it comes after everything that began before.
base::Task<void> nothing() {
    co_return;
}

class RedisClient : public testing::Test {
protected:
    // Patient where the machine is slow: how long a command may wait is no matter of most tests.
    std::unique_ptr<Client> client_of(const Address& address,
                                      std::chrono::milliseconds answer_max = 5s) {
        ClientOptions options;
        options.address = address;
        options.answer_max = answer_max;
        auto client = std::make_unique<Client>(loop_.executor(), options);
        client->start();
        return client;
    }

    void wait_until_up(const Client& client) {
        loop_.run_until([&] { return client.is_up(); });
    }

    test_support::EventLoop loop_;
};

TEST_F(RedisClient, StoresReadsAndRemovesBytes) {
    const RedisServer server;
    const auto client = client_of(server.address());
    wait_until_up(*client);
    const std::string bytes("a\0\r\n$-1\xff", 9);
    EXPECT_TRUE(loop_.wait(client->set("key", bytes, 1min)));
    EXPECT_EQ(loop_.wait(client->get("key")), bytes);
    EXPECT_TRUE(loop_.wait(client->remove({"key", "another"})));
    EXPECT_EQ(loop_.wait(client->get("key")), std::nullopt);
}

TEST_F(RedisClient, WhatIsStoredEnds) {
    const RedisServer server;
    const auto client = client_of(server.address());
    wait_until_up(*client);
    EXPECT_TRUE(loop_.wait(client->set("key", "value", 100s)));
    const auto left = loop_.wait(client->run({"PTTL", "key"}));
    ASSERT_TRUE(left);
    EXPECT_GT(left->number, 0);
    EXPECT_LE(left->number, 100'000);
}

TEST_F(RedisClient, ManyCommandsAtOnceGetTheirOwnAnswers) {
    const RedisServer server;
    const auto client = client_of(server.address());
    wait_until_up(*client);
    std::vector<test_support::Pending<std::optional<Reply>>> answers;
    for (int i = 0; i < 500; ++i) {
        answers.push_back(loop_.spawn(client->run({"ECHO", std::to_string(i)})));
    }
    for (int i = 0; i < 500; ++i) {
        const auto reply = loop_.wait(answers[static_cast<std::size_t>(i)]);
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->text, std::to_string(i));
    }
}

TEST_F(RedisClient, RunsScriptsAlsoWhereTheServerHasForgottenThem) {
    const RedisServer server;
    const auto client = client_of(server.address());
    wait_until_up(*client);
    constexpr std::string_view script = "return {KEYS[1], tonumber(ARGV[1]) + 1}";
    for (int round = 0; round < 3; ++round) {
        const auto reply = loop_.wait(client->run_script(script, {"key"}, {"41"}));
        ASSERT_TRUE(reply);
        ASSERT_EQ(reply->list.size(), 2U);
        EXPECT_EQ(reply->list[0].text, "key");
        EXPECT_EQ(reply->list[1].number, 42);
        if (round == 1) {
            EXPECT_TRUE(loop_.wait(client->run({"SCRIPT", "FLUSH"})));
        }
    }
    EXPECT_FALSE(loop_.wait(client->run_script("this is no Lua", {}, {})));
}

TEST_F(RedisClient, HasNoAnswerWhereThereIsNoServer) {
    RedisServer server;
    server.kill();
    const auto client = client_of(server.address());
    EXPECT_EQ(loop_.wait(client->get("key")), std::nullopt);
    server.start();
    wait_until_up(*client);
    EXPECT_TRUE(loop_.wait(client->set("key", "value", 1min)));
}

TEST_F(RedisClient, EndsTheWaitOfCommandsUnderWayWhenTheServerDiesAndComesBackByItself) {
    RedisServer server;
    const auto client = client_of(server.address(), 1h);
    wait_until_up(*client);
    server.pause();
    const auto waiting = loop_.spawn(client->get("key"));
    loop_.wait(nothing());
    ASSERT_FALSE(waiting.ready()) << "it was sent, and waits";
    server.kill();
    EXPECT_EQ(loop_.wait(waiting), std::nullopt);
    EXPECT_FALSE(client->is_up());
    server.start();
    wait_until_up(*client);
    EXPECT_EQ(loop_.wait(client->get("key")), std::nullopt);
    EXPECT_TRUE(loop_.wait(client->set("key", "value", 1min)));
}

TEST_F(RedisClient, LeavesAServerAloneThatDoesNotAnswerAndTakesItBackLater) {
    const RedisServer server;
    const auto client = client_of(server.address(), 50ms);
    wait_until_up(*client);
    server.pause();
    EXPECT_EQ(loop_.wait(client->get("key")), std::nullopt);
    EXPECT_FALSE(client->is_up());
    // At once: a command that is not sent does not wait.
    EXPECT_EQ(loop_.wait(client->get("key")), std::nullopt);
    server.resume();
    const auto give_up_at = std::chrono::steady_clock::now() + 20s;
    bool is_stored = false;
    while (!is_stored && std::chrono::steady_clock::now() < give_up_at) {
        is_stored = loop_.wait(client->set("key", "value", 1min));
    }
    EXPECT_TRUE(is_stored);
    EXPECT_EQ(loop_.wait(client->get("key")), "value") << "late answers are not taken for others'";
}

TEST_F(RedisClient, AFullServerRefusesAndStillReads) {
    const RedisServer server({"--maxmemory", "1", "--maxmemory-policy", "noeviction"});
    const auto client = client_of(server.address());
    wait_until_up(*client);
    EXPECT_FALSE(loop_.wait(client->set("key", "value", 1min)));
    EXPECT_EQ(loop_.wait(client->get("key")), std::nullopt);
    EXPECT_TRUE(client->is_up());
}

TEST_F(RedisClient, SignsIn) {
    const RedisServer server({"--requirepass", "secret word"});
    auto address = server.address();
    address.password = "secret word";
    address.database = 3;
    const auto client = client_of(address);
    wait_until_up(*client);
    EXPECT_TRUE(loop_.wait(client->set("key", "value", 1min)));

    address.password = "wrong";
    const auto stranger = client_of(address);
    EXPECT_EQ(loop_.wait(stranger->get("key")), std::nullopt);
}

}  // namespace
}  // namespace redis

// One reader for many askers, and what nodes share through a real Redis.
#include "cache/cache.hpp"

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "helpers.hpp"
#include "support/event_loop.hpp"
#include "support/redis_server.hpp"

namespace cache {
namespace {

using namespace std::chrono_literals;
using Answer = base::Result<EntryPointer>;

// A slow database: reads wait until they are let go.
class Reads {
public:
    explicit Reads(test_support::EventLoop& loop)
        : gate_(loop.executor(), boost::asio::steady_timer::time_point::max()) {}

    Cache::Load load() {
        return [this] { return read(); };
    }
    void let_go() {
        is_open_ = true;
        gate_.cancel();
    }

    int count = 0;
    std::string value = "value";
    std::optional<base::ErrorCode> refusal;
    bool throws = false;

private:
    base::Task<base::Result<Loaded>> read() {
        ++count;
        Loaded loaded;
        loaded.bytes = value;
        loaded.rows = {"activities/1"};
        if (!is_open_) {
            co_await gate_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
        if (throws) throw std::runtime_error("a fault");
        if (refusal) co_return base::fail(*refusal, "");
        co_return loaded;
    }

    boost::asio::steady_timer gate_;
    bool is_open_ = false;
};

class CacheReader : public testing::Test {
protected:
    test_support::Pending<Answer> ask(Cache& cache, Reads& reads) {
        return loop_.spawn(
            cache.load(Kind::availability, "key", reads.load(), base::deadline_in(20s)));
    }

    test_support::EventLoop loop_;
    StillClock clock_;
    StoreOptions options_;
    Store store_{options_, clock_};
    Database database_{store_};
    Cache cache_{loop_.executor(), store_, nullptr};
    Reads reads_{loop_};
};

TEST_F(CacheReader, ManyWhoAskAtOnceAreAnsweredByOneRead) {
    std::vector<test_support::Pending<Answer>> answers;
    for (int i = 0; i < 100; ++i) answers.push_back(ask(cache_, reads_));
    loop_.run_until([&] { return reads_.count > 0; });
    reads_.let_go();
    for (const auto& answer : answers) EXPECT_EQ((*loop_.wait(answer))->bytes, "value");
    EXPECT_EQ(reads_.count, 1);
}

TEST_F(CacheReader, WhoComesAfterAChangeDoesNotGetWhatWasReadBeforeIt) {
    const auto early = ask(cache_, reads_);
    loop_.run_until([&] { return reads_.count > 0; });
    reads_.value = "new";
    cache_.changed_here({"activities/1"});
    const auto late = ask(cache_, reads_);
    const auto later = ask(cache_, reads_);
    reads_.let_go();
    EXPECT_EQ((*loop_.wait(early))->bytes, "value");
    EXPECT_EQ((*loop_.wait(late))->bytes, "new");
    EXPECT_EQ((*loop_.wait(later))->bytes, "new");
    EXPECT_EQ(reads_.count, 2);
    EXPECT_EQ(cache_.find(Kind::availability, "key")->bytes, "new");
}

TEST_F(CacheReader, RemembersForAWhileThatSomethingIsNotThere) {
    reads_.let_go();
    reads_.refusal = base::ErrorCode::activity_not_found;
    EXPECT_EQ((*loop_.wait(ask(cache_, reads_)))->refusal, base::ErrorCode::activity_not_found);
    EXPECT_TRUE(cache_.find(Kind::availability, "key"));
    cache_.changed_here({std::string(refusals_row)});
    EXPECT_FALSE(cache_.find(Kind::availability, "key"));
}

TEST_F(CacheReader, AFailureIsForEveryoneWhoWaitsAndNotRemembered) {
    reads_.refusal = base::ErrorCode::database_unavailable;
    const auto one = ask(cache_, reads_);
    const auto two = ask(cache_, reads_);
    loop_.run_until([&] { return reads_.count > 0; });
    reads_.let_go();
    EXPECT_EQ(loop_.wait(one).error().code, base::ErrorCode::database_unavailable);
    EXPECT_EQ(loop_.wait(two).error().code, base::ErrorCode::database_unavailable);
    EXPECT_EQ(reads_.count, 1);
    EXPECT_FALSE(cache_.find(Kind::availability, "key"));
}

TEST_F(CacheReader, AFaultOfTheReaderLeavesNobodyWaiting) {
    reads_.throws = true;
    const auto one = ask(cache_, reads_);
    const auto two = ask(cache_, reads_);
    loop_.run_until([&] { return reads_.count > 0; });
    reads_.let_go();
    EXPECT_THROW(loop_.wait(one), std::runtime_error);
    EXPECT_THROW(loop_.wait(two), std::runtime_error) << "it reads itself";
}

TEST_F(CacheReader, WhoWaitsForAnotherWaitsNoLongerThanItsDeadline) {
    const auto first = ask(cache_, reads_);
    loop_.run_until([&] { return reads_.count > 0; });
    const auto answer =
        loop_.wait(cache_.load(Kind::availability, "key", reads_.load(), base::deadline_in(1ms)));
    EXPECT_EQ(answer.error().code, base::ErrorCode::deadline_exceeded);
    reads_.let_go();
    EXPECT_TRUE(loop_.wait(first));
}

// A node: its own memory, and its connection to the Redis of all.
struct Node {
    Node(test_support::EventLoop& loop, const base::Clock& clock, const redis::Address& address)
        : store(options(), clock),
          database(store),
          client(loop.executor(), client_options(address)),
          cache(loop.executor(), store, &client) {
        client.start();
    }

    static StoreOptions options() {
        StoreOptions options;
        options.has_second_level = true;
        return options;
    }
    static redis::ClientOptions client_options(const redis::Address& address) {
        redis::ClientOptions options;
        options.address = address;
        options.answer_max = 5s;
        return options;
    }

    Store store;
    Database database;
    redis::Client client;
    Cache cache;
};

TEST(CacheInRedis, ANodeTakesWhatAnotherReadAndReadsItselfWhereRedisIsGone) {
    test_support::EventLoop loop;
    const StillClock clock;
    test_support::RedisServer server;
    Node one(loop, clock, server.address());
    Node two(loop, clock, server.address());
    loop.run_until([&] { return one.client.is_up() && two.client.is_up(); });
    Reads reads(loop);
    reads.let_go();
    const auto ask = [&](Node& node) {
        const auto answer = loop.wait(
            node.cache.load(Kind::availability, "key", reads.load(), base::deadline_in(20s)));
        return answer ? (*answer)->bytes : "";
    };

    one.database.tell({});
    EXPECT_EQ(ask(one), "value");
    const auto is_shared = [&] {
        return loop.wait(two.client.get("bookingtms:1:availability:key")).has_value();
    };
    while (!is_shared()) {
    }
    EXPECT_EQ(ask(two), "value");
    EXPECT_EQ(reads.count, 1) << "two took it from Redis";

    reads.value = "new";
    one.database.tell({"activities/1"});
    two.database.tell({"activities/1"});
    EXPECT_EQ(ask(two), "new");
    EXPECT_EQ(reads.count, 2) << "what stands in Redis is older than the change";

    server.kill();
    one.database.tell({"activities/1"});
    EXPECT_EQ(ask(one), "new");
    EXPECT_EQ(reads.count, 3);
}

}  // namespace
}  // namespace cache

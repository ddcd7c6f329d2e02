// The pool for blocking work: I/O goes on beside it, and nobody waits without a bound.
#include "base/blocking_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>

#include "support/event_loop.hpp"

namespace {

using namespace std::chrono_literals;
using base::BlockingPool;
using base::ErrorCode;
using base::Result;
using base::Task;

base::Deadline far_away() {
    return base::deadline_in(15s);
}

// Work that says when it has begun and goes on when the test opens the gate.
class Gate {
public:
    std::function<int()> work(int result) {
        return [state = state_, result] {
            state->begun.set_value();
            state->opened.get_future().wait();
            return result;
        };
    }
    void wait_until_begun() {
        const auto status = state_->begun.get_future().wait_for(20s);
        if (status != std::future_status::ready) throw std::runtime_error("work did not begin");
    }
    void open() { state_->opened.set_value(); }

private:
    struct State {
        std::promise<void> begun;
        std::promise<void> opened;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

class BlockingPoolTest : public testing::Test {
protected:
    // Begins to run the work, as far as that goes without waiting for the pool.
    test_support::Pending<Result<int>> start(BlockingPool& pool, std::function<int()> work,
                                             base::Deadline deadline = far_away()) {
        auto pending = loop_.spawn(pool.run(std::move(work), deadline));
        loop_.wait(step());
        return pending;
    }

    // Ends after everything that was ready before it.
    static Task<int> step() {
        const auto executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        co_return 0;
    }

    test_support::EventLoop loop_;
};

TEST_F(BlockingPoolTest, GivesBackWhatTheWorkReturned) {
    BlockingPool pool(1, 1);
    const auto text = loop_.wait(
        pool.run(std::function<std::string()>([] { return std::string("done"); }), far_away()));
    EXPECT_EQ(text.value(), "done");
}

Task<std::thread::id> thread_after_run(BlockingPool* pool, std::thread::id* of_work) {
    const std::function<int()> work = [of_work] {
        *of_work = std::this_thread::get_id();
        return 0;
    };
    const auto deadline = far_away();
    const auto ended = co_await pool->run(work, deadline);
    EXPECT_TRUE(ended);
    co_return std::this_thread::get_id();
}

TEST_F(BlockingPoolTest, RunsOnAThreadOfItsOwnAndResumesOnTheCallersThread) {
    BlockingPool pool(1, 1);
    std::thread::id of_work;
    EXPECT_EQ(loop_.wait(thread_after_run(&pool, &of_work)), std::this_thread::get_id());
    EXPECT_NE(of_work, std::this_thread::get_id());
    EXPECT_NE(of_work, std::thread::id());
}

TEST_F(BlockingPoolTest, OtherCoroutinesGoOnWhileWorkBlocks) {
    BlockingPool pool(1, 1);
    Gate gate;
    const auto blocked = start(pool, gate.work(1));
    gate.wait_until_begun();
    for (int i = 0; i < 100; ++i) loop_.wait(step());
    EXPECT_FALSE(blocked.ready());
    gate.open();
    EXPECT_EQ(loop_.wait(blocked).value(), 1);
}

TEST_F(BlockingPoolTest, AFullQueueIsRefusedAtOnce) {
    BlockingPool pool(1, 2);
    Gate gate;
    const auto running = start(pool, gate.work(1));
    gate.wait_until_begun();
    const auto first = start(pool, [] { return 2; });
    const auto second = start(pool, [] { return 3; });
    const auto third = start(pool, [] { return 4; });
    ASSERT_TRUE(third.ready());
    const auto refused = loop_.wait(third);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::overloaded);
    EXPECT_EQ(refused.error().retry_after_seconds, 1);
    gate.open();
    EXPECT_EQ(loop_.wait(running).value(), 1);
    EXPECT_EQ(loop_.wait(first).value(), 2);
    EXPECT_EQ(loop_.wait(second).value(), 3);
    // There is room again.
    EXPECT_EQ(loop_.wait(start(pool, [] { return 5; })).value(), 5);
}

TEST_F(BlockingPoolTest, AsManyRunAtOnceAsThereAreThreads) {
    BlockingPool pool(2, 1);
    Gate left;
    Gate right;
    const auto one = start(pool, left.work(1));
    const auto two = start(pool, right.work(2));
    left.wait_until_begun();
    right.wait_until_begun();
    right.open();
    EXPECT_EQ(loop_.wait(two).value(), 2);
    EXPECT_FALSE(one.ready());
    left.open();
    EXPECT_EQ(loop_.wait(one).value(), 1);
}

TEST_F(BlockingPoolTest, WorkWhoseDeadlinePassesInTheQueueNeverRunsAndGivesUpItsPlace) {
    BlockingPool pool(1, 1);
    Gate gate;
    const auto running = start(pool, gate.work(1));
    gate.wait_until_begun();
    const auto has_run = std::make_shared<std::atomic<bool>>(false);
    const auto late = start(
        pool,
        [has_run] {
            *has_run = true;
            return 2;
        },
        base::deadline_in(5ms));
    const auto given_up = loop_.wait(late);
    ASSERT_FALSE(given_up);
    EXPECT_EQ(given_up.error().code, ErrorCode::deadline_exceeded);
    // Its place is free for another, and the one thread has passed it by when that one has run.
    const auto next = start(pool, [] { return 3; });
    gate.open();
    EXPECT_EQ(loop_.wait(running).value(), 1);
    EXPECT_EQ(loop_.wait(next).value(), 3);
    EXPECT_FALSE(*has_run);
}

TEST_F(BlockingPoolTest, NobodyWaitsForRunningWorkBeyondTheDeadline) {
    BlockingPool pool(1, 1);
    Gate gate;
    const auto running = start(pool, gate.work(1), base::deadline_in(500ms));
    gate.wait_until_begun();
    const auto given_up = loop_.wait(running);
    ASSERT_FALSE(given_up);
    EXPECT_EQ(given_up.error().code, ErrorCode::deadline_exceeded);
    gate.open();
    EXPECT_EQ(loop_.wait(start(pool, [] { return 2; })).value(), 2);
}

TEST_F(BlockingPoolTest, ADeadlineThatHasPassedIsRefusedBeforeItIsQueued) {
    BlockingPool pool(1, 1);
    const auto refused = loop_.wait(start(pool, [] { return 1; }, base::deadline_in(-1ms)));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::deadline_exceeded);
}

TEST_F(BlockingPoolTest, WhatTheWorkThrewIsThrownInTheCaller) {
    BlockingPool pool(1, 1);
    const std::function<int()> broken = []() -> int { throw std::runtime_error("broken work"); };
    EXPECT_THROW(loop_.wait(start(pool, broken)), std::runtime_error);
    EXPECT_EQ(loop_.wait(start(pool, [] { return 7; })).value(), 7);
}

TEST_F(BlockingPoolTest, TheEndOfThePoolWaitsForRunningWorkAndRefusesTheRest) {
    auto pool = std::make_unique<BlockingPool>(1, 2);
    Gate gate;
    const auto running = start(*pool, gate.work(1));
    gate.wait_until_begun();
    const auto queued = start(*pool, [] { return 2; });
    auto ended = std::async(std::launch::async, [&] { pool.reset(); });
    // The one that waits is told while the other still runs.
    const auto refused = loop_.wait(queued);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::shutting_down);
    EXPECT_FALSE(running.ready());
    gate.open();
    ended.get();
    EXPECT_EQ(loop_.wait(running).value(), 1);
}

TEST_F(BlockingPoolTest, CallersMayBeGoneBeforeTheirWorkHasRun) {
    BlockingPool pool(1, 1);
    Gate gate;
    const auto queued_has_run = std::make_shared<std::atomic<bool>>(false);
    {
        test_support::EventLoop short_lived;
        const auto running = short_lived.spawn(pool.run(gate.work(1), far_away()));
        const std::function<int()> mark = [queued_has_run] { return *queued_has_run = true; };
        const auto queued = short_lived.spawn(pool.run(mark, far_away()));
        short_lived.wait(step());
        gate.wait_until_begun();
    }
    gate.open();
    // The pool goes on for others, and nothing was left behind in its queue.
    EXPECT_EQ(loop_.wait(start(pool, [] { return 2; })).value(), 2);
    EXPECT_FALSE(*queued_has_run);
}

TEST_F(BlockingPoolTest, ManyCallersOfManyLoopsAllGetTheirOwnResult) {
    constexpr int loops = 4;
    constexpr int jobs = 200;
    BlockingPool pool(3, loops * jobs);
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < loops; ++i) {
        threads.emplace_back([&pool, &right, i] {
            test_support::EventLoop loop;
            std::vector<test_support::Pending<Result<int>>> pending;
            for (int j = 0; j < jobs; ++j) {
                const int number = i * jobs + j;
                std::function<int()> work = [number] { return number; };
                pending.push_back(loop.spawn(pool.run(std::move(work), far_away())));
            }
            for (int j = 0; j < jobs; ++j) {
                const auto result = loop.wait(pending[static_cast<std::size_t>(j)]);
                if (result && *result == i * jobs + j) ++right;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, loops * jobs);
}

}  // namespace

// Combining holds, against a real PostgreSQL.
#include "store/hold_lane.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>

#include "base/embedded_file.hpp"
#include "pg/blocking.hpp"
#include "pg/migrate.hpp"
#include "store/hold_thread.hpp"
#include "support/event_loop.hpp"
#include "support/postgres.hpp"

namespace store {
namespace {

constexpr const char* embed_key = "emb_ca5cade0ca5e000000000002";
constexpr const char* session_text = "01900000-0000-7000-8000-0000000000aa";

constexpr const char* other_session_text = "01900000-0000-7000-8000-0000000000bb";

// The demo tenants with two sessions of ten seats and no others.
void make_tenant(pg::BlockingConnection& database) {
    for (const base::EmbeddedFile& file : sql::files()) {
        if (file.path == "seed/demo.sql") {
            ASSERT_TRUE(database.script("begin;" + std::string(file.content) + "commit"));
        }
    }
    ASSERT_TRUE(
        database.script("insert into activity_sessions (organization_id, id, activity_id, "
                        "venue_id, start_time, end_time,"
                        " capacity_total, capacity_remaining, price_minor, currency)"
                        "select organization_id, s.id::uuid, a.id, venue_id, now() + s.day,"
                        " now() + s.day + '1 hour', 10, 10, price_minor, currency"
                        " from activities a, (values"
                        " ('01900000-0000-7000-8000-0000000000aa', interval '3 days'),"
                        " ('01900000-0000-7000-8000-0000000000bb', '4 days')) s(id, day)"
                        " where slug = 'sunrise-kayak'"));
}

class HoldLaneTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        const std::string conninfo = test_support::shared_postgres().conninfo();
        ASSERT_TRUE(pg::apply_migrations(conninfo, sql::files()));
        auto database = pg::BlockingConnection::open(conninfo);
        ASSERT_TRUE(database);
        make_tenant(*database);
    }

    void SetUp() override {
        auto opened = pg::BlockingConnection::open(test_support::shared_postgres().conninfo());
        ASSERT_TRUE(opened);
        database_ = std::make_unique<pg::BlockingConnection>(std::move(*opened));
        ASSERT_TRUE(
            database_->script("delete from slot_reservations; update activity_sessions set"
                              " capacity_remaining = 10, capacity_total = 10, version = 1"));
        pg::LaneOptions options;
        options.name = "hold";
        options.conninfo = test_support::shared_postgres().conninfo();
        options.connections = 2;
        lane_ = std::make_unique<pg::Lane>(loop_.executor(), options);
        lane_->start();
        rules_.batches_in_flight_max = 1;
    }

    void TearDown() override {
        loop_.run_until([&] { return !holds_ || holds_->idle(); });
        loop_.wait(lane_->stop(base::deadline_in(std::chrono::seconds(5))));
    }

    HoldLane& holds() {
        if (!holds_) holds_ = std::make_unique<HoldLane>(loop_.executor(), *lane_, rules_);
        return *holds_;
    }

    test_support::Pending<base::Result<Hold>> ask(
        int party, std::chrono::milliseconds patience = std::chrono::seconds(10),
        std::optional<std::string> email = std::nullopt) {
        return loop_.spawn(holds().create(request_for(session_text, party, std::move(email)),
                                          base::deadline_in(patience)));
    }

    test_support::Pending<base::Result<Hold>> ask_other(int party) {
        return loop_.spawn(holds().create(request_for(other_session_text, party),
                                          base::deadline_in(std::chrono::seconds(10))));
    }

    HoldRequest request_for(const char* session, int party,
                            std::optional<std::string> email = std::nullopt) {
        HoldRequest request;
        request.embed_key = embed_key;
        request.session_id = *base::parse_uuid(session);
        request.reservation_id = base::new_uuid(clock_.now());
        request.party_size = party;
        request.customer_email = std::move(email);
        request.visitor = "192.0.2." + std::to_string(++visitors_);
        return request;
    }

    std::int64_t number(const std::string& sql) {
        const auto rows = database_->query(sql, pg::Params());
        EXPECT_TRUE(rows);
        return (*rows)[0].integer(0);
    }

    // Nobody gets past the lock on the session until unlock().
    void lock() {
        ASSERT_TRUE(database_->script("begin; select from activity_sessions where id = '" +
                                      std::string(session_text) + "' for update"));
    }
    void unlock() { ASSERT_TRUE(database_->script("commit")); }

    // Until the batch in flight stands before the lock.
    void run_until_blocked() {
        auto watcher = pg::BlockingConnection::open(test_support::shared_postgres().conninfo());
        ASSERT_TRUE(watcher);
        loop_.run_until([&] {
            auto pause = std::make_shared<boost::asio::steady_timer>(loop_.executor(),
                                                                     std::chrono::milliseconds(5));
            pause->async_wait([pause](boost::system::error_code) {});
            const auto rows = watcher->query(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'",
                pg::Params());
            return (*rows)[0].integer(0) > 0;
        });
    }

    test_support::EventLoop loop_;
    base::SystemClock clock_;
    HoldRules rules_;
    std::unique_ptr<pg::BlockingConnection> database_;
    std::unique_ptr<pg::Lane> lane_;
    std::unique_ptr<HoldLane> holds_;
    int visitors_ = 0;
};

TEST_F(HoldLaneTest, WhatWaitsBehindABatchIsTakenTogetherInArrivalOrder) {
    lock();
    const auto first = ask(1);
    run_until_blocked();
    const auto second = ask(4);
    const auto too_many = ask(6);
    const auto last = ask(5);
    unlock();
    EXPECT_EQ(loop_.wait(first)->capacity_remaining, 9);
    EXPECT_EQ(loop_.wait(second)->capacity_remaining, 5);
    const auto refused = loop_.wait(too_many);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::insufficient_capacity);
    EXPECT_EQ(loop_.wait(last)->capacity_remaining, 0);
    // The batch is one transaction: two moments for four requests.
    EXPECT_EQ(number("select count(distinct created_at) from slot_reservations"), 2);
    EXPECT_EQ(number("select max(version) from activity_sessions"), 4);
}

TEST_F(HoldLaneTest, ASessionIsInOneBatchAtATimeAndHoldsUpNoOther) {
    rules_.batches_in_flight_max = 2;
    lock();
    const auto first = ask(1);
    run_until_blocked();
    const auto second = ask(1);
    const auto third = ask(1);
    EXPECT_EQ(loop_.wait(ask_other(2))->capacity_remaining, 8);
    EXPECT_EQ(number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"), 1);
    unlock();
    EXPECT_EQ(loop_.wait(first)->capacity_remaining, 9);
    EXPECT_EQ(loop_.wait(second)->capacity_remaining, 8);
    EXPECT_EQ(loop_.wait(third)->capacity_remaining, 7);
    EXPECT_EQ(number("select count(distinct created_at) from slot_reservations"), 3);
}

TEST_F(HoldLaneTest, ARequestThatGaveUpWhileItWaitedTakesNoSeat) {
    lock();
    const auto first = ask(1);
    run_until_blocked();
    const auto impatient = ask(1, std::chrono::milliseconds(20));
    const auto late = loop_.wait(impatient);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, base::ErrorCode::deadline_exceeded);
    unlock();
    EXPECT_TRUE(loop_.wait(first));
    EXPECT_EQ(number("select count(*) from slot_reservations"), 1);
}

TEST_F(HoldLaneTest, ARequestThatWasSentWaitsForTheTruthBeyondItsDeadline) {
    lock();
    const auto sent = ask(1, std::chrono::milliseconds(20));
    run_until_blocked();
    unlock();
    EXPECT_TRUE(loop_.wait(sent));
    EXPECT_EQ(number("select count(*) from slot_reservations"), 1);
}

TEST_F(HoldLaneTest, OneRequestThatBreaksTheStatementHarmsNoOther) {
    lock();
    const auto first = ask(1);
    run_until_blocked();
    const auto good = ask(2);
    const auto bad = ask(2, std::chrono::seconds(10), "Not@Normalized.Example");
    const auto also_good = ask(3);
    unlock();
    EXPECT_TRUE(loop_.wait(first));
    EXPECT_EQ(loop_.wait(good)->capacity_remaining, 7);
    const auto broken = loop_.wait(bad);
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, base::ErrorCode::internal);
    EXPECT_EQ(loop_.wait(also_good)->capacity_remaining, 4);
    EXPECT_EQ(number("select sum(spots_reserved) from slot_reservations"), 6);
}

TEST_F(HoldLaneTest, MoreThanMayWaitIsRefusedAtOnce) {
    rules_.waiting_max = 2;
    lock();
    const auto first = ask(1);
    run_until_blocked();
    const auto second = ask(1);
    const auto third = ask(1);
    const auto refused = loop_.wait(ask(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::overloaded);
    EXPECT_EQ(refused.error().retry_after_seconds, 1);
    unlock();
    EXPECT_TRUE(loop_.wait(first));
    EXPECT_TRUE(loop_.wait(second));
    EXPECT_TRUE(loop_.wait(third));
}

TEST_F(HoldLaneTest, ACrowdBeforeOneSessionLeavesPlacesToTheOthers) {
    rules_.waiting_max = 4;
    rules_.waiting_per_session_max = 1;
    rules_.batches_in_flight_max = 2;
    lock();
    const auto first = ask(1);
    run_until_blocked();
    const auto second = ask(1);
    const auto refused = loop_.wait(ask(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::overloaded);
    EXPECT_TRUE(loop_.wait(ask_other(1)));
    unlock();
    EXPECT_TRUE(loop_.wait(first));
    EXPECT_TRUE(loop_.wait(second));
}

TEST_F(HoldLaneTest, AThreadOfItsOwnAnswersEverybodyBeforeItEnds) {
    pg::LaneOptions options;
    options.name = "hold";
    options.conninfo = test_support::shared_postgres().conninfo();
    HoldThread holds(options, rules_);
    lock();
    const auto hold = loop_.spawn(
        holds.create(request_for(session_text, 2), base::deadline_in(std::chrono::seconds(10))));
    run_until_blocked();
    unlock();
    loop_.wait(holds.finish(base::deadline_in(std::chrono::seconds(10))));
    EXPECT_TRUE(hold.ready());
    EXPECT_EQ(loop_.wait(hold)->capacity_remaining, 8);
}

TEST_F(HoldLaneTest, AtTheDeadlineOfTheEndWhatIsUnansweredIsToldSo) {
    pg::LaneOptions options;
    options.name = "hold";
    options.conninfo = test_support::shared_postgres().conninfo();
    HoldThread holds(options, rules_);
    lock();
    const auto hold = loop_.spawn(
        holds.create(request_for(session_text, 2), base::deadline_in(std::chrono::seconds(10))));
    run_until_blocked();
    loop_.wait(holds.finish(base::deadline_in(std::chrono::milliseconds(20))));
    EXPECT_FALSE(loop_.wait(hold));
    unlock();
}

}  // namespace
}  // namespace store

// The blocking connection against a real PostgreSQL.
#include "pg/blocking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/postgres.hpp"

namespace pg {
namespace {

using Kind = Failure::Kind;

BlockingConnection open() {
    return BlockingConnection::open(test_support::shared_postgres().conninfo()).value();
}

TEST(BlockingConnection, AnswersQueriesWithParameters) {
    auto connection = open();
    const auto rows = connection
                          .query("select $1::int + 1, '2026-03-29T01:30:00+01'::timestamptz",
                                 Params().integer(41))
                          .value();
    EXPECT_EQ(rows[0].integer(0), 42);
    EXPECT_EQ(rows[0].instant(1).time_since_epoch().count(), 1'774'744'200'000'000);
    EXPECT_GE(connection.server_version(), 150000);
}

TEST(BlockingConnection, AScriptIsOneTransactionUnlessItSaysOtherwise) {
    auto connection = open();
    const auto failed = connection.script("create table half (); select 1 / 0");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, Kind::refused);
    EXPECT_EQ(failed.error().sqlstate, "22012");
    const auto rows = connection.script("select 1; select to_regclass('half') is null").value();
    EXPECT_TRUE(rows[0].boolean(0)) << "the rows of the last statement";
}

TEST(BlockingConnection, AServerThatIsNotThereIsUnavailable) {
    const auto connection = BlockingConnection::open("host=/nowhere");
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().kind, Kind::unavailable);
    EXPECT_THAT(connection.error().message, testing::HasSubstr("/nowhere"));
    EXPECT_EQ(BlockingConnection::open("nonsense").error().kind, Kind::unavailable);
}

TEST(BlockingConnection, AStatementWhoseConnectionBreaksIsUnknown) {
    auto connection = open();
    const auto failed = connection.script("select pg_terminate_backend(pg_backend_pid())");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, Kind::unknown);
}

TEST(BlockingConnection, CopyIsRefused) {
    const auto failed = open().script("copy (select 1) to stdout");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, Kind::refused);
}

}  // namespace
}  // namespace pg

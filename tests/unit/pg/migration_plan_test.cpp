// Which migrations there are and which a database still needs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "pg/migrate.hpp"

namespace {

using base::EmbeddedFile;
using pg::AppliedMigration;
using pg::pending_migrations;
using pg::read_migrations;
using testing::HasSubstr;

std::vector<pg::Migration> known_migrations() {
    static const std::vector<EmbeddedFile> files = {
        {"functions/10_add.sql", "select 1"},
        {"migrations/0001_core.sql", "create table a ()"},
        {"migrations/0002_more.sql", "create table b ()"},
        {"migrations/0003_index.sql", "-- no-transaction\ncreate index concurrently i on a (x)"},
        {"queries/read.sql", "select 2"},
    };
    return *read_migrations(files);
}

AppliedMigration applied(int version, const std::string& name, const std::string& text) {
    return {version, name, base::sha256_hex(text), "2026-01-02T03:04:05Z"};
}

std::string refusal(const std::vector<AppliedMigration>& database) {
    const auto pending = pending_migrations(known_migrations(), database);
    return pending ? "" : pending.error().detail;
}

TEST(MigrationFiles, AreThoseUnderMigrationsInTheOrderOfTheirNumbers) {
    const auto known = known_migrations();
    ASSERT_EQ(known.size(), 3U);
    EXPECT_EQ(known[0].version, 1);
    EXPECT_EQ(known[0].name, "0001_core");
    EXPECT_EQ(known[0].checksum, base::sha256_hex("create table a ()"));
    EXPECT_EQ(known[2].name, "0003_index");
}

TEST(MigrationFiles, RunInATransactionUnlessTheirFirstLineSaysNo) {
    const auto known = known_migrations();
    EXPECT_TRUE(known[1].in_transaction);
    EXPECT_FALSE(known[2].in_transaction);
}

TEST(MigrationFiles, WithoutANumberAreRefused) {
    for (const std::string_view path :
         {"migrations/core.sql", "migrations/1_core.sql", "migrations/0000_core.sql",
          "migrations/0001.sql", "migrations/00a1_core.sql"}) {
        const std::vector<EmbeddedFile> files = {{path, ""}};
        const auto read = read_migrations(files);
        ASSERT_FALSE(read) << path;
        EXPECT_THAT(read.error().detail, HasSubstr(std::string(path)));
    }
}

TEST(MigrationFiles, WithANumberTwiceOrLeftOutAreRefused) {
    const std::vector<EmbeddedFile> gap = {{"migrations/0001_a.sql", ""},
                                           {"migrations/0003_c.sql", ""}};
    EXPECT_THAT(read_migrations(gap).error().detail, HasSubstr("no number 2"));
    const std::vector<EmbeddedFile> twice = {{"migrations/0001_a.sql", ""},
                                             {"migrations/0001_b.sql", ""}};
    EXPECT_THAT(read_migrations(twice).error().detail, HasSubstr("twice"));
}

TEST(PendingMigrations, AreAllOfThemForAnEmptyDatabase) {
    EXPECT_EQ(pending_migrations(known_migrations(), {})->size(), 3U);
}

TEST(PendingMigrations, AreThoseAfterTheLastApplied) {
    const auto pending =
        pending_migrations(known_migrations(), {applied(1, "0001_core", "create table a ()")});
    ASSERT_EQ(pending->size(), 2U);
    EXPECT_EQ(pending->front().version, 2);
}

TEST(PendingMigrations, AMigrationThatChangedAfterItWasAppliedIsRefused) {
    const auto sentence = refusal({applied(1, "0001_core", "create table other ()")});
    EXPECT_THAT(sentence, HasSubstr("0001_core was applied with another text"));
}

TEST(PendingMigrations, ADatabaseThatIsNewerThanTheProgramIsRefused) {
    const auto sentence = refusal(
        {applied(1, "0001_core", "create table a ()"), applied(2, "0002_more", "create table b ()"),
         applied(3, "0003_index", "-- no-transaction\ncreate index concurrently i on a (x)"),
         applied(4, "0004_later", "")});
    EXPECT_THAT(sentence, testing::AllOf(HasSubstr("newer than this program"),
                                         HasSubstr("0004_later"), HasSubstr("knows 3")));
}

TEST(PendingMigrations, ADatabaseWithAGapIsRefused) {
    const auto sentence = refusal(
        {applied(1, "0001_core", "create table a ()"), applied(3, "0003_index", "create index")});
    EXPECT_THAT(sentence, HasSubstr("migration 3 but not migration 2"));
}

}  // namespace

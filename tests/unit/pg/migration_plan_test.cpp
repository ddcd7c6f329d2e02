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

constexpr const char* index_text =
    "-- without a transaction\n"
    "-- Names are searched; this is no statement;\n"
    "\n"
    "create index concurrently if not exists a_x\n"
    "    on a (x, y);\n"
    "create unique index concurrently if not exists a_y on a (y);\n"
    "drop index concurrently if exists a_old;\n";

std::vector<pg::Migration> known_migrations() {
    static const std::vector<EmbeddedFile> files = {
        {"functions/10_add.sql", "select 1"},
        {"migrations/0001_core.sql", "create table a ()"},
        {"migrations/0002_more.sql", "create table b ()"},
        {"migrations/0003_index.sql", index_text},
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
    EXPECT_TRUE(known[1].index_statements.empty());
    const auto& statements = known[2].index_statements;
    ASSERT_EQ(statements.size(), 3U);
    EXPECT_EQ(statements[0].text, "create index concurrently if not exists a_x\n    on a (x, y);");
    EXPECT_EQ(statements[0].index, "a_x");
    EXPECT_EQ(statements[1].index, "a_y");
    EXPECT_TRUE(statements[1].builds);
    EXPECT_EQ(statements[2].index, "a_old");
    EXPECT_FALSE(statements[2].builds);
}

TEST(MigrationFiles, WithoutATransactionSayOnlyWhatMayBeRepeatedAndBlocksNobody) {
    for (const std::string_view statements : {
             "",
             "-- only a comment\n",
             "create index i on a (x);",
             "create index concurrently i on a (x);",
             "create index if not exists i on a (x);",
             "drop index concurrently i;",
             "update a set x = 1;",
             "create index concurrently if not exists i on a (x)",
             "create index concurrently if not exists i on a (x); -- comment",
             "create index concurrently if not exists i on a (x);\nupdate a set x = 1;",
         }) {
        const std::string text = "-- without a transaction\n" + std::string(statements);
        const std::vector<EmbeddedFile> files = {{"migrations/0001_index.sql", text}};
        const auto read = read_migrations(files);
        ASSERT_FALSE(read) << statements;
        EXPECT_THAT(read.error().detail, HasSubstr("migrations/0001_index.sql runs without"));
    }
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
         applied(3, "0003_index", index_text), applied(4, "0004_later", "")});
    EXPECT_THAT(sentence, testing::AllOf(HasSubstr("newer than this program"),
                                         HasSubstr("0004_later"), HasSubstr("knows 3")));
}

TEST(PendingMigrations, ADatabaseWithAGapIsRefused) {
    const auto sentence = refusal(
        {applied(1, "0001_core", "create table a ()"), applied(3, "0003_index", "create index")});
    EXPECT_THAT(sentence, HasSubstr("migration 3 but not migration 2"));
}

}  // namespace

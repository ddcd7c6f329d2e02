// Migrations against a real PostgreSQL: what is applied, what is refused, and that nothing is half
// done.
#include "pg/migrate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "pg/blocking.hpp"
#include "support/postgres.hpp"

namespace {

using base::EmbeddedFile;
using pg::apply_migrations;
using pg::BlockingConnection;
using pg::migration_status;
using pg::Params;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Files = std::vector<EmbeddedFile>;

constexpr EmbeddedFile first{"migrations/0001_seats.sql",
                             "create table seats (id int primary key);\n"
                             "insert into seats values (1), (2);\n"};
constexpr EmbeddedFile second{"migrations/0002_rows.sql",
                              "alter table seats add column row_name text;\n"};
constexpr EmbeddedFile function{
    "functions/10_count.sql",
    "create or replace function count_seats() returns bigint language sql as "
    "'select count(*) from seats';\n"};

class Migrate : public testing::Test {
public:
    static void SetUpTestSuite() { server = new test_support::Postgres(); }
    static void TearDownTestSuite() {
        delete server;
        server = nullptr;
    }

    void SetUp() override {
        auto admin = BlockingConnection::open(server->conninfo());
        ASSERT_TRUE(admin) << admin.error().message;
        ASSERT_TRUE(admin->script("drop database if exists migrated with (force)"));
        ASSERT_TRUE(admin->script("create database migrated"));
    }

    static std::string url() { return server->conninfo() + " dbname=migrated"; }

    static pg::Rows query(const std::string& sql) {
        auto connection = BlockingConnection::open(url());
        auto rows = connection->query(sql, Params());
        EXPECT_TRUE(rows) << sql << ": " << rows.error().message;
        return rows ? *rows : pg::Rows();
    }

    static bool table_exists(const std::string& name) {
        return query("select to_regclass('" + name + "') is not null")[0].boolean(0);
    }

    static std::string refusal(const Files& files) {
        const auto applied = apply_migrations(url(), files);
        return applied ? "" : applied.error().detail;
    }

    static test_support::Postgres* server;
};

test_support::Postgres* Migrate::server = nullptr;

TEST_F(Migrate, ANewDatabaseGetsEverythingOnceAndASecondRunFindsNothingToDo) {
    const Files files = {function, first, second};
    EXPECT_THAT(*apply_migrations(url(), files),
                ElementsAre("0001_seats", "0002_rows", "functions"));
    EXPECT_EQ(query("select count_seats()")[0].integer(0), 2);
    EXPECT_THAT(*apply_migrations(url(), files), IsEmpty());
    EXPECT_EQ(query("select count(*) from seats")[0].integer(0), 2);
}

TEST_F(Migrate, TablesGoToPublicAlsoWhereASchemaHasTheNameOfTheRole) {
    const EmbeddedFile schema{"migrations/0001_schema.sql", "create schema postgres;\n"};
    const EmbeddedFile table{"migrations/0002_seats.sql", "create table seats (id int);\n"};
    EXPECT_EQ(refusal(Files{schema, table}), "");
    EXPECT_TRUE(table_exists("public.seats"));
    EXPECT_FALSE(table_exists("postgres.seats"));
}

// Names of what is pending.
std::vector<std::string> pending_names(const std::vector<pg::MigrationState>& states) {
    std::vector<std::string> names;
    for (const auto& state : states) {
        if (!state.applied_at) names.push_back(state.name);
    }
    return names;
}

TEST_F(Migrate, StatusTellsWhatIsPendingAndChangesNothing) {
    const Files files = {function, first, second};
    EXPECT_THAT(pending_names(*migration_status(url(), files)),
                ElementsAre("0001_seats", "0002_rows", "functions"));
    EXPECT_FALSE(table_exists("bookingtms_migrations"));

    ASSERT_TRUE(apply_migrations(url(), Files{function, first}));
    EXPECT_THAT(pending_names(*migration_status(url(), files)), ElementsAre("0002_rows"));
    const EmbeddedFile changed{function.path, "select 'another text'"};
    EXPECT_THAT(pending_names(*migration_status(url(), Files{changed, first})),
                ElementsAre("functions"));
    EXPECT_EQ(migration_status(url(), files)->size(), 3U);
}

TEST_F(Migrate, AFailingStatementIsNamedByFileAndLineAndLeavesNothingOfItsMigration) {
    const EmbeddedFile broken{"migrations/0002_broken.sql",
                              "create table half ();\n\ncreate table typo (id integr);\n"};
    EXPECT_THAT(refusal({first, broken}), AllOf(HasSubstr("migrations/0002_broken.sql, line 3"),
                                                HasSubstr("integr"), HasSubstr("SQLSTATE 42704")));
    EXPECT_TRUE(table_exists("seats"));
    EXPECT_FALSE(table_exists("half"));
    EXPECT_THAT(*apply_migrations(url(), Files{first, second}), ElementsAre("0002_rows"));
}

TEST_F(Migrate, AChangedOldMigrationIsRefusedAndNothingAfterItIsApplied) {
    ASSERT_TRUE(apply_migrations(url(), Files{first}));
    const EmbeddedFile changed{first.path, "create table seats (id bigint primary key);"};
    EXPECT_THAT(refusal({changed, second}), HasSubstr("0001_seats was applied with another text"));
    EXPECT_EQ(query("select count(*) from bookingtms_migrations")[0].integer(0), 1);
}

TEST_F(Migrate, ADatabaseOfANewerProgramIsRefused) {
    ASSERT_TRUE(apply_migrations(url(), Files{first, second}));
    EXPECT_THAT(refusal({first}), HasSubstr("newer than this program"));
    EXPECT_FALSE(migration_status(url(), Files{first}));
}

TEST_F(Migrate, FunctionsAreAppliedAgainWhenOneChangesAndOnlyThen) {
    ASSERT_TRUE(apply_migrations(url(), Files{function, first}));
    const EmbeddedFile changed{function.path,
                               "create or replace function count_seats() returns bigint language "
                               "sql as 'select 42::bigint'"};
    EXPECT_THAT(*apply_migrations(url(), Files{changed, first}), ElementsAre("functions"));
    EXPECT_EQ(query("select count_seats()")[0].integer(0), 42);
    EXPECT_THAT(*apply_migrations(url(), Files{changed, first}), IsEmpty());
}

TEST_F(Migrate, AFunctionThatFailsLeavesAllFunctionsAsTheyWere) {
    ASSERT_TRUE(apply_migrations(url(), Files{function, first}));
    const Files files = {
        {function.path,
         "create or replace function count_seats() returns bigint language sql as 'select "
         "42::bigint'"},
        {"functions/20_broken.sql", "create function broken() returns int language sql as 'selec'"},
        first,
    };
    EXPECT_THAT(refusal(files), HasSubstr("functions/20_broken.sql"));
    EXPECT_EQ(query("select count_seats()")[0].integer(0), 2);
    EXPECT_THAT(*apply_migrations(url(), Files{function, first}), IsEmpty());
}

constexpr EmbeddedFile indexes{
    "migrations/0002_indexes.sql",
    "-- without a transaction\n"
    "create index concurrently if not exists seats_parity on seats ((id % 2));\n"
    "create unique index concurrently if not exists seats_id on seats (id);\n"
    "drop index concurrently if exists seats_parity;\n"};

std::string index_state(const std::string& index) {
    const auto rows = Migrate::query(
        "select indisvalid from pg_index where indexrelid = to_regclass('" + index + "')");
    if (rows.size() == 0) return "none";
    return rows[0].boolean(0) ? "valid" : "invalid";
}

TEST_F(Migrate, IndexesAreBuiltAndDroppedOneByOneOutsideOfATransaction) {
    EXPECT_THAT(*apply_migrations(url(), Files{first, indexes}),
                ElementsAre("0001_seats", "0002_indexes"));
    EXPECT_EQ(index_state("seats_id"), "valid");
    EXPECT_EQ(index_state("seats_parity"), "none");
    EXPECT_THAT(*apply_migrations(url(), Files{first, indexes}), IsEmpty());
}

// A build waits for transactions that wrote to the table before it; this is one, for as long as it
// lives.
class OpenWriter {
public:
    explicit OpenWriter(const std::string& url) : connection_(BlockingConnection::open(url)) {
        EXPECT_TRUE(connection_->script("begin; insert into seats values (7)"));
    }
    void commit() { EXPECT_TRUE(connection_->script("commit")); }

private:
    pg::Outcome<BlockingConnection> connection_;
};

// The process of the server that builds an index, once it waits for others.
int wait_for_waiting_build() {
    for (int asked = 0; asked < 10'000; ++asked) {
        const auto rows = Migrate::query(
            "select p.pid from pg_stat_progress_create_index p join pg_stat_activity using (pid) "
            "where wait_event_type = 'Lock'");
        if (rows.size() == 1) return static_cast<int>(rows[0].integer(0));
    }
    ADD_FAILURE() << "No build of an index waits.";
    return 0;
}

TEST_F(Migrate, WritersAreNotHeldUpByTheBuildOfAnIndex) {
    ASSERT_TRUE(apply_migrations(url(), Files{first}));
    OpenWriter earlier(url());
    std::string reason = "not ended";
    std::thread program([&] { reason = refusal({first, indexes}); });
    wait_for_waiting_build();
    auto later = BlockingConnection::open(url());
    EXPECT_TRUE(later->script("set lock_timeout = 1; insert into seats values (8)"));
    earlier.commit();
    program.join();
    EXPECT_EQ(reason, "");
    EXPECT_EQ(index_state("seats_id"), "valid");
    EXPECT_EQ(query("select count(*) from seats")[0].integer(0), 4);
}

TEST_F(Migrate, AnInterruptedBuildIsDroppedAndDoneAgainByTheNextTry) {
    ASSERT_TRUE(apply_migrations(url(), Files{first}));
    OpenWriter earlier(url());
    std::string reason;
    std::thread program([&] { reason = refusal({first, indexes}); });
    query("select pg_terminate_backend(" + std::to_string(wait_for_waiting_build()) + ")");
    program.join();
    earlier.commit();
    EXPECT_THAT(reason, HasSubstr("start again to go on from there"));
    EXPECT_EQ(index_state("seats_parity"), "invalid");
    EXPECT_THAT(pending_names(*migration_status(url(), Files{first, indexes})),
                ElementsAre("0002_indexes"));

    EXPECT_THAT(*apply_migrations(url(), Files{first, indexes}), ElementsAre("0002_indexes"));
    EXPECT_EQ(index_state("seats_id"), "valid");
    EXPECT_EQ(index_state("seats_parity"), "none");
}

TEST_F(Migrate, AnIndexThatCannotBeIsNamedWithItsLineAndCanBeOnceTheRowsAllowIt) {
    const EmbeddedFile same{"migrations/0002_same.sql",
                            "-- without a transaction\n"
                            "create unique index concurrently if not exists seats_same\n"
                            "    on seats ((id * 0));\n"};
    EXPECT_THAT(refusal({first, same}),
                AllOf(HasSubstr("migrations/0002_same.sql"), HasSubstr("SQLSTATE 23505")));
    EXPECT_EQ(index_state("seats_same"), "invalid");
    query("delete from seats where id = 2");
    EXPECT_THAT(*apply_migrations(url(), Files{first, same}), ElementsAre("0002_same"));
    EXPECT_EQ(index_state("seats_same"), "valid");

    const EmbeddedFile typo{"migrations/0003_typo.sql",
                            "-- without a transaction\n"
                            "create index concurrently if not exists seats_typo\n"
                            "    on seats ((id +));\n"};
    EXPECT_THAT(refusal({first, same, typo}), HasSubstr("migrations/0003_typo.sql, line 3"));
}

TEST_F(Migrate, AnIndexGivesUpOnATransactionThatDoesNotEnd) {
    ASSERT_TRUE(apply_migrations(url(), Files{first}));
    OpenWriter earlier(url());
    pg::MigrationOptions options;
    options.wait_max = std::chrono::milliseconds(1);
    const auto applied = apply_migrations(url(), Files{first, indexes}, options);
    ASSERT_FALSE(applied);
    EXPECT_THAT(applied.error().detail, AllOf(HasSubstr("55P03"), HasSubstr("still open")));
    earlier.commit();
    EXPECT_THAT(*apply_migrations(url(), Files{first, indexes}), ElementsAre("0002_indexes"));
}

TEST_F(Migrate, ProgramsThatStartTogetherApplyEachMigrationOnce) {
    // The concurrent index would wait for ever for a session that waits inside pg_advisory_lock().
    const Files files = {function, first, indexes};
    std::vector<std::string> refusals(8);
    std::vector<std::thread> programs;
    for (auto& reason : refusals) programs.emplace_back([&] { reason = refusal(files); });
    for (auto& program : programs) program.join();
    EXPECT_THAT(refusals, testing::Each(""));
    EXPECT_EQ(query("select count(*) from seats")[0].integer(0), 2);
}

TEST_F(Migrate, WaitsABoundedTimeForAnotherProgram) {
    auto other = BlockingConnection::open(url());
    ASSERT_TRUE(other->script("select pg_advisory_lock(1651797363)"));
    pg::MigrationOptions options;
    options.wait_max = std::chrono::milliseconds(1);
    const auto applied = apply_migrations(url(), Files{first}, options);
    ASSERT_FALSE(applied);
    EXPECT_THAT(applied.error().detail, HasSubstr("Another process"));
    EXPECT_FALSE(table_exists("seats"));
}

TEST_F(Migrate, GivesUpRatherThanBlockTrafficWhenATableStaysLocked) {
    ASSERT_TRUE(apply_migrations(url(), Files{first}));
    auto reader = BlockingConnection::open(url());
    ASSERT_TRUE(reader->script("begin; select * from seats"));
    pg::MigrationOptions options;
    options.lock_timeout = std::chrono::milliseconds(1);
    options.attempts_max = 2;
    const auto applied = apply_migrations(url(), Files{first, second}, options);
    ASSERT_FALSE(applied);
    EXPECT_THAT(applied.error().detail, AllOf(HasSubstr("migrations/0002_rows.sql"),
                                              HasSubstr("55P03"), HasSubstr("again")));
    ASSERT_TRUE(reader->script("commit"));
    EXPECT_THAT(*apply_migrations(url(), Files{first, second}), ElementsAre("0002_rows"));
}

TEST_F(Migrate, ADatabaseThatCannotBeReachedIsSaidSo) {
    const auto applied = apply_migrations("host=/nowhere dbname=x", Files{first});
    ASSERT_FALSE(applied);
    EXPECT_THAT(applied.error().detail, HasSubstr("Could not reach the database"));
}

}  // namespace

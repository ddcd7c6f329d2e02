// Applies migrations and functions to a database.
#include "pg/migrate.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <thread>
#include <utility>

#include "base/hash.hpp"
#include "obs/log.hpp"
#include "pg/blocking.hpp"

namespace pg {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// "btms" in ASCII: the one lock under which schemas change.
constexpr std::string_view advisory_lock = "1651797363";
constexpr milliseconds advisory_lock_poll_ms{100};
constexpr std::string_view lock_not_available = "55P03";

auto refuse(std::string sentence) {
    return base::fail(base::ErrorCode::migration_refused, std::move(sentence));
}

// A statement of our own bookkeeping failed.
auto refuse_bookkeeping(const Failure& failure) {
    return refuse("The database could not be asked about its migrations: " + failure.message +
                  (failure.sqlstate.empty() ? "" : " (SQLSTATE " + failure.sqlstate + ")") + ".");
}

// A statement of a file failed: file, line where the server knows it, reason.
std::string file_failure(std::string_view path, std::string_view text, const Failure& failure) {
    std::string place(path);
    if (failure.position > 0) {
        const auto end = std::min(static_cast<std::size_t>(failure.position), text.size());
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end) - 1, '\n');
        place += ", line " + std::to_string(line);
    }
    return place + ": " + failure.message + " (SQLSTATE " + failure.sqlstate + ")";
}

Outcome<Rows> set_lock_timeout(BlockingConnection& connection, milliseconds lock_timeout) {
    return connection.script("set lock_timeout = " + std::to_string(lock_timeout.count()));
}

base::Result<BlockingConnection> open_connection(const std::string& conninfo,
                                                 milliseconds lock_timeout) {
    auto connection = BlockingConnection::open(conninfo);
    if (!connection) {
        return base::fail(base::ErrorCode::database_unavailable,
                          "Could not reach the database: " + connection.error().message +
                              ". Check its URL and that the server runs.");
    }
    if (connection->server_version() < server_version_min) {
        return refuse("The database runs on PostgreSQL " +
                      std::to_string(connection->server_version() / 10000) +
                      "; this program needs 15 or newer. Move the database to a newer server.");
    }
    // Tables go to `public` also where a schema has the name of the role that migrates.
    auto set = connection->script(
        "set client_min_messages = warning; set statement_timeout = 0; set search_path = public");
    if (set) set = set_lock_timeout(*connection, lock_timeout);
    if (!set) return refuse_bookkeeping(set.error());
    return std::move(*connection);
}

// Waits by asking again and again: a session that waits inside pg_advisory_lock() holds a snapshot,
// for which a CREATE INDEX CONCURRENTLY of the process that has the lock would wait in turn.
base::Result<void> take_advisory_lock(BlockingConnection& connection, milliseconds wait_max) {
    const auto deadline = steady_clock::now() + wait_max;
    const std::string ask = "select pg_try_advisory_lock(" + std::string(advisory_lock) + ")";
    while (true) {
        const auto rows = connection.query(ask, Params());
        if (!rows) return refuse_bookkeeping(rows.error());
        if ((*rows)[0].boolean(0)) return {};
        if (steady_clock::now() > deadline) {
            return refuse("Another process has been migrating this database for " +
                          std::to_string(wait_max.count() / 1000) +
                          " s. Look at pg_stat_activity, then start again.");
        }
        std::this_thread::sleep_for(advisory_lock_poll_ms);
    }
}

base::Result<void> make_bookkeeping(BlockingConnection& connection) {
    const auto made = connection.script(R"(
        create table if not exists public.bookingtms_migrations (
            version    integer primary key,
            name       text not null,
            checksum   text not null,
            applied_at timestamptz not null default now());
        create table if not exists public.bookingtms_functions (
            path       text primary key,
            checksum   text not null,
            applied_at timestamptz not null default now());)");
    if (!made) return refuse_bookkeeping(made.error());
    return {};
}

// True where the database was migrated before.
base::Result<bool> has_bookkeeping(BlockingConnection& connection) {
    const auto exists = connection.query(
        "select to_regclass('public.bookingtms_migrations') is not null and "
        "to_regclass('public.bookingtms_functions') is not null",
        Params());
    if (!exists) return refuse_bookkeeping(exists.error());
    return (*exists)[0].boolean(0);
}

base::Result<std::vector<AppliedMigration>> read_applied(BlockingConnection& connection) {
    const auto rows = connection.query(
        "select version, name, checksum, to_char(applied_at at time zone 'UTC', "
        "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from public.bookingtms_migrations order by version",
        Params());
    if (!rows) return refuse_bookkeeping(rows.error());
    std::vector<AppliedMigration> applied;
    for (int i = 0; i < rows->size(); ++i) {
        const Row row = (*rows)[i];
        applied.push_back({static_cast<int>(row.integer(0)), std::string(row.text(1)),
                           std::string(row.text(2)), std::string(row.text(3))});
    }
    return applied;
}

Outcome<Rows> record_migration(BlockingConnection& connection, const Migration& migration) {
    return connection.query(
        "insert into public.bookingtms_migrations (version, name, checksum) values ($1, $2, $3)",
        Params().integer(migration.version).text(migration.name).text(migration.checksum));
}

Outcome<Rows> run_in_transaction(BlockingConnection& connection, const Migration& migration) {
    auto done = connection.script("begin");
    if (done) done = connection.script(std::string(migration.text));
    if (done) done = record_migration(connection, migration);
    if (done) done = connection.script("commit");
    if (!done) connection.script("rollback");
    return done;
}

// Tries again while others hold a lock that the migration needs.
base::Result<void> apply_in_transaction(BlockingConnection& connection, const Migration& migration,
                                        const MigrationOptions& options) {
    for (int attempt = 1;; ++attempt) {
        const auto done = run_in_transaction(connection, migration);
        if (done) return {};
        const bool locked_out = done.error().sqlstate == lock_not_available;
        if (locked_out && attempt < options.attempts_max) {
            obs::log(obs::Level::warn, "migration_waits_for_lock", {{"migration", migration.name}});
            std::this_thread::sleep_for(options.lock_timeout * attempt);
            continue;
        }
        return refuse(
            file_failure("migrations/" + migration.name + ".sql", migration.text, done.error()) +
            (locked_out ? ". Other sessions use its tables; try again when there is less to do."
                        : ". Nothing of this migration was applied."));
    }
}

// A concurrent build that was interrupted leaves an invalid index: it has the name, costs every
// writer, and no query uses it.
Outcome<Rows> drop_unfinished(BlockingConnection& connection, const std::string& index) {
    auto unfinished = connection.query(
        "select from pg_index where indexrelid = to_regclass($1) and not indisvalid",
        Params().text(index));
    if (!unfinished || unfinished->size() == 0) return unfinished;
    obs::log(obs::Level::warn, "unfinished_index_dropped", {{"index", index}});
    return connection.script("drop index concurrently if exists " + index);
}

Outcome<Rows> run_index_statement(BlockingConnection& connection, const Migration& migration,
                                  const IndexStatement& statement) {
    if (statement.builds) {
        if (auto dropped = drop_unfinished(connection, statement.index); !dropped) return dropped;
    }
    auto done = connection.query(std::string(statement.text), Params());
    if (!done && done.error().position > 0) {
        done.error().position += static_cast<int>(statement.text.data() - migration.text.data());
    }
    return done;
}

// Its end is recorded last, and each statement may be repeated: whatever interrupts it, the next
// try goes on from there.
base::Result<void> apply_without_transaction(BlockingConnection& connection,
                                             const Migration& migration,
                                             const MigrationOptions& options) {
    auto done = set_lock_timeout(connection, options.wait_max);
    for (const auto& statement : migration.index_statements) {
        if (done) done = run_index_statement(connection, migration, statement);
        if (done) {
            obs::log(obs::Level::info, statement.builds ? "index_built" : "index_dropped",
                     {{"index", statement.index}});
        }
    }
    if (done) done = record_migration(connection, migration);
    if (done) done = set_lock_timeout(connection, options.lock_timeout);
    if (done) return {};
    return refuse(
        file_failure("migrations/" + migration.name + ".sql", migration.text, done.error()) +
        (done.error().sqlstate == lock_not_available
             ? ". A transaction that began before it is still open: look at pg_stat_activity."
             : ".") +
        " What was built before it stays; start again to go on from there.");
}

base::Result<void> apply_one(BlockingConnection& connection, const Migration& migration,
                             const MigrationOptions& options) {
    auto done = migration.index_statements.empty()
                    ? apply_in_transaction(connection, migration, options)
                    : apply_without_transaction(connection, migration, options);
    if (done) obs::log(obs::Level::info, "migration_applied", {{"migration", migration.name}});
    return done;
}

using Checksums = std::map<std::string, std::string, std::less<>>;

Checksums function_checksums(std::span<const base::EmbeddedFile> files) {
    Checksums checksums;
    for (const auto& file : files) {
        if (file.path.starts_with("functions/")) {
            checksums.emplace(file.path, base::sha256_hex(file.content));
        }
    }
    return checksums;
}

base::Result<Checksums> read_function_checksums(BlockingConnection& connection) {
    const auto rows =
        connection.query("select path, checksum from public.bookingtms_functions", Params());
    if (!rows) return refuse_bookkeeping(rows.error());
    Checksums checksums;
    for (int i = 0; i < rows->size(); ++i) {
        checksums.emplace((*rows)[i].text(0), (*rows)[i].text(1));
    }
    return checksums;
}

// When the functions of these files were applied, "" where the database has others.
base::Result<std::string> read_functions_applied_at(BlockingConnection& connection,
                                                    std::span<const base::EmbeddedFile> files) {
    const auto applied = read_function_checksums(connection);
    if (!applied) return base::fail(applied.error());
    if (*applied != function_checksums(files)) return std::string();
    const auto rows = connection.query(
        "select to_char(max(applied_at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
        "from public.bookingtms_functions",
        Params());
    if (!rows) return refuse_bookkeeping(rows.error());
    return std::string((*rows)[0].optional_text(0).value_or("never"));
}

// All of them, because one may be written in terms of another. The caller has a transaction open.
base::Result<void> replace_functions(BlockingConnection& connection,
                                     std::span<const base::EmbeddedFile> files) {
    auto cleared = connection.script("delete from public.bookingtms_functions");
    if (!cleared) return refuse_bookkeeping(cleared.error());
    for (const auto& file : files) {
        if (!file.path.starts_with("functions/")) continue;
        const auto done = connection.script(std::string(file.content));
        if (!done) {
            return refuse(file_failure(file.path, file.content, done.error()) +
                          ". No function was changed.");
        }
        const auto recorded = connection.query(
            "insert into public.bookingtms_functions (path, checksum) values ($1, $2)",
            Params().text(std::string(file.path)).text(base::sha256_hex(file.content)));
        if (!recorded) return refuse_bookkeeping(recorded.error());
    }
    return {};
}

// True: they were applied. False: all of them were there.
base::Result<bool> apply_functions(BlockingConnection& connection,
                                   std::span<const base::EmbeddedFile> files) {
    const auto applied = read_function_checksums(connection);
    if (!applied) return base::fail(applied.error());
    if (*applied == function_checksums(files)) return false;

    const auto begun = connection.script("begin");
    if (!begun) return refuse_bookkeeping(begun.error());
    const auto replaced = replace_functions(connection, files);
    const auto ended = connection.script(replaced ? "commit" : "rollback");
    if (!replaced) return base::fail(replaced.error());
    if (!ended) return refuse_bookkeeping(ended.error());
    obs::log(obs::Level::info, "functions_applied");
    return true;
}

}  // namespace

base::Result<std::vector<std::string>> apply_migrations(const std::string& conninfo,
                                                        std::span<const base::EmbeddedFile> files,
                                                        MigrationOptions options) {
    const auto known = read_migrations(files);
    if (!known) return base::fail(known.error());
    auto connection = open_connection(conninfo, options.lock_timeout);
    if (!connection) return base::fail(connection.error());
    // The lock goes with the connection, however this function ends.
    if (auto locked = take_advisory_lock(*connection, options.wait_max); !locked) {
        return base::fail(locked.error());
    }
    if (auto made = make_bookkeeping(*connection); !made) return base::fail(made.error());
    const auto applied = read_applied(*connection);
    if (!applied) return base::fail(applied.error());
    const auto pending = pending_migrations(*known, *applied);
    if (!pending) return base::fail(pending.error());

    std::vector<std::string> names;
    for (const auto& migration : *pending) {
        if (auto done = apply_one(*connection, migration, options); !done) {
            return base::fail(done.error());
        }
        names.push_back(migration.name);
    }
    const auto functions = apply_functions(*connection, files);
    if (!functions) return base::fail(functions.error());
    if (*functions) names.emplace_back("functions");
    return names;
}

base::Result<std::vector<MigrationState>> migration_status(
    const std::string& conninfo, std::span<const base::EmbeddedFile> files) {
    const auto known = read_migrations(files);
    if (!known) return base::fail(known.error());
    auto connection = open_connection(conninfo, MigrationOptions().lock_timeout);
    if (!connection) return base::fail(connection.error());
    const auto migrated = has_bookkeeping(*connection);
    if (!migrated) return base::fail(migrated.error());
    base::Result<std::vector<AppliedMigration>> applied;
    base::Result<std::string> functions_applied_at;
    if (*migrated) {
        applied = read_applied(*connection);
        functions_applied_at = read_functions_applied_at(*connection, files);
    }
    if (!applied) return base::fail(applied.error());
    if (!functions_applied_at) return base::fail(functions_applied_at.error());
    const auto pending = pending_migrations(*known, *applied);
    if (!pending) return base::fail(pending.error());

    std::vector<MigrationState> states;
    for (const auto& done : *applied) states.push_back({done.name, done.applied_at});
    for (const auto& next : *pending) states.push_back({next.name, std::nullopt});
    states.push_back({"functions", std::nullopt});
    if (!functions_applied_at->empty()) states.back().applied_at = *functions_applied_at;
    return states;
}

}  // namespace pg

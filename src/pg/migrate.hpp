// Brings a database to the schema of this program: numbered files once each and in order, functions
// again whenever one of them changed. Knows nothing of what the files say.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/embedded_file.hpp"
#include "base/error.hpp"

namespace pg {

// PostgreSQL 15.0, as servers number their versions. Older ones are refused.
inline constexpr int server_version_min = 150000;

// One statement of a migration that runs without a transaction: it builds or drops this index while
// others write to its table, and may be repeated.
struct IndexStatement {
    std::string_view text;
    std::string index;
    bool builds = false;
};

// A file "migrations/0007_add_refunds.sql". Its statements run in one transaction, unless its first
// line is "-- without a transaction". Such a file only builds and drops indexes, one by one.
struct Migration {
    int version = 0;
    std::string name;  // "0007_add_refunds"
    std::string checksum;
    std::string_view text;
    std::vector<IndexStatement> index_statements;  // empty: it runs in one transaction
};

// What the database says about a migration that it has.
struct AppliedMigration {
    int version = 0;
    std::string name;
    std::string checksum;
    std::string applied_at;
};

// The files under migrations/, by version. Refused: a name without a number, a number twice or left
// out, and a file without a transaction that holds anything but
//     create [unique] index concurrently if not exists NAME ...;
//     drop index concurrently if exists NAME;
// each ending at the end of a line.
base::Result<std::vector<Migration>> read_migrations(std::span<const base::EmbeddedFile> files);

// Those that are still to be applied. Refused: a database that is newer than the program, one with
// a gap, and one to which another text was applied under the same number.
base::Result<std::vector<Migration>> pending_migrations(
    const std::vector<Migration>& known, const std::vector<AppliedMigration>& applied);

struct MigrationState {
    std::string name;  // "0007_add_refunds", or "functions" for all of those together
    std::optional<std::string> applied_at;  // nothing: pending
};

struct MigrationOptions {
    // How long another process may be at it.
    std::chrono::milliseconds wait_max = std::chrono::minutes(10);
    // A statement that waits for a table blocks everybody who comes after it, so it gives up and
    // the migration is tried again a few times. A concurrent build of an index blocks nobody while
    // it waits for the transactions that began before it: it may wait as long as wait_max.
    std::chrono::milliseconds lock_timeout{2000};
    int attempts_max = 5;
};

// Names of what was applied; empty when everything was there. Several processes may call it at
// once. migration_refused says which file, where and why. Of a migration in a transaction nothing
// is there then; one without begins again, and builds anew what an interrupted try left unfinished.
base::Result<std::vector<std::string>> apply_migrations(const std::string& conninfo,
                                                        std::span<const base::EmbeddedFile> files,
                                                        MigrationOptions options = {});

// Every migration and whether the database has it. Refuses as apply_migrations() would. Changes
// nothing.
base::Result<std::vector<MigrationState>> migration_status(
    const std::string& conninfo, std::span<const base::EmbeddedFile> files);

}  // namespace pg

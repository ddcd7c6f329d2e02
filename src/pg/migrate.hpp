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

// A file "migrations/0007_add_refunds.sql". Its statements run in one transaction, unless its first
// line is "-- no-transaction": then it is one statement that cannot (CREATE INDEX CONCURRENTLY),
// and it must be written so that it may run twice.
struct Migration {
    int version = 0;
    std::string name;  // "0007_add_refunds"
    std::string checksum;
    std::string_view text;
    bool in_transaction = true;
};

// What the database says about a migration that it has.
struct AppliedMigration {
    int version = 0;
    std::string name;
    std::string checksum;
    std::string applied_at;
};

// The files under migrations/, by version. Refused: a name without a number, a number twice or left
// out.
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
    // the migration is tried again a few times.
    std::chrono::milliseconds lock_timeout{2000};
    int attempts_max = 5;
};

// Names of what was applied; empty when everything was there. Several processes may call it at
// once. migration_refused says which file, where and why; what was not whole is not there.
base::Result<std::vector<std::string>> apply_migrations(const std::string& conninfo,
                                                        std::span<const base::EmbeddedFile> files,
                                                        MigrationOptions options = {});

// Every migration and whether the database has it. Refuses as apply_migrations() would. Changes
// nothing.
base::Result<std::vector<MigrationState>> migration_status(
    const std::string& conninfo, std::span<const base::EmbeddedFile> files);

}  // namespace pg

// Which migrations there are and which of them a database still needs. No database needed.
#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "pg/migrate.hpp"

namespace pg {
namespace {

constexpr std::string_view folder = "migrations/";
constexpr std::string_view suffix = ".sql";
constexpr std::string_view no_transaction_line = "-- no-transaction";

auto refuse(std::string sentence) {
    return base::fail(base::ErrorCode::migration_refused, std::move(sentence));
}

base::Result<Migration> read_one(const base::EmbeddedFile& file) {
    auto name = file.path.substr(folder.size());
    name.remove_suffix(suffix.size());
    const auto version = base::parse_integer(name.substr(0, name.find('_')));
    if (!version || *version < 1 || *version > 9999 || name.find('_') != 4) {
        return refuse(std::string(file.path) + " is not named like migrations/0001_what.sql.");
    }
    Migration migration;
    migration.version = static_cast<int>(*version);
    migration.name = name;
    migration.checksum = base::sha256_hex(file.content);
    migration.text = file.content;
    const auto first_line = file.content.substr(0, file.content.find('\n'));
    migration.in_transaction = base::trim(first_line) != no_transaction_line;
    return migration;
}

}  // namespace

base::Result<std::vector<Migration>> read_migrations(std::span<const base::EmbeddedFile> files) {
    std::vector<Migration> migrations;
    for (const auto& file : files) {
        if (!file.path.starts_with(folder) || !file.path.ends_with(suffix)) continue;
        auto migration = read_one(file);
        if (!migration) return base::fail(migration.error());
        migrations.push_back(std::move(*migration));
    }
    std::sort(migrations.begin(), migrations.end(),
              [](const Migration& a, const Migration& b) { return a.version < b.version; });
    for (std::size_t i = 0; i < migrations.size(); ++i) {
        if (migrations[i].version == static_cast<int>(i) + 1) continue;
        return refuse("This program's migrations have no number " + std::to_string(i + 1) +
                      " or have it twice: " + migrations[i].name + " stands in its place.");
    }
    return migrations;
}

base::Result<std::vector<Migration>> pending_migrations(
    const std::vector<Migration>& known, const std::vector<AppliedMigration>& applied) {
    for (std::size_t i = 0; i < applied.size(); ++i) {
        const auto& done = applied[i];
        if (done.version != static_cast<int>(i) + 1) {
            return refuse("The database has migration " + std::to_string(done.version) +
                          " but not migration " + std::to_string(i + 1) +
                          ", so its schema is not known. Restore it from a backup.");
        }
        if (i >= known.size()) {
            return refuse("The database is newer than this program: it has migration " +
                          std::to_string(applied.back().version) + " (" + applied.back().name +
                          "), the program knows " + std::to_string(known.size()) +
                          ". Start the newer program.");
        }
        if (done.checksum != known[i].checksum) {
            return refuse("Migration " + known[i].name +
                          " was applied with another text than this program has. Start the "
                          "program that applied it; a change of the schema is a new migration.");
        }
    }
    return std::vector<Migration>(known.begin() + static_cast<std::ptrdiff_t>(applied.size()),
                                  known.end());
}

}  // namespace pg

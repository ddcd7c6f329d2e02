// Which migrations there are and which of them a database still needs. No database needed.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "pg/migrate.hpp"

namespace pg {
namespace {

constexpr std::string_view folder = "migrations/";
constexpr std::string_view suffix = ".sql";
constexpr std::string_view no_transaction_line = "-- without a transaction";

auto refuse(std::string sentence) {
    return base::fail(base::ErrorCode::migration_refused, std::move(sentence));
}

// What a file without a transaction may say. All of it may be repeated, and none of it keeps others
// from writing to the table.
struct IndexStatementForm {
    std::string_view beginning;
    bool builds;
};
constexpr IndexStatementForm index_statement_forms[] = {
    {"create index concurrently if not exists ", true},
    {"create unique index concurrently if not exists ", true},
    {"drop index concurrently if exists ", false},
};

std::optional<IndexStatement> read_index_statement(std::string_view text) {
    for (const auto& form : index_statement_forms) {
        if (!text.starts_with(form.beginning)) continue;
        const auto rest = text.substr(form.beginning.size());
        const auto name = rest.substr(0, rest.find_first_of(" \n;"));
        return IndexStatement{text, std::string(name), form.builds};
    }
    return std::nullopt;
}

// Statements end where a line ends with a semicolon; lines of comment stand between them.
base::Result<std::vector<IndexStatement>> read_index_statements(const base::EmbeddedFile& file) {
    std::vector<IndexStatement> statements;
    const std::string_view text = file.content;
    auto begin = std::string_view::npos;
    for (std::size_t line_begin = 0; line_begin < text.size();) {
        const auto line_end = std::min(text.find('\n', line_begin), text.size());
        const auto line = base::trim(text.substr(line_begin, line_end - line_begin));
        if (begin == std::string_view::npos && !line.empty() && !line.starts_with("--")) {
            begin = line_begin;
        }
        line_begin = line_end + 1;
        if (begin == std::string_view::npos || !line.ends_with(';')) continue;
        auto statement = read_index_statement(text.substr(begin, line_end - begin));
        if (!statement) break;
        statements.push_back(std::move(*statement));
        begin = std::string_view::npos;
    }
    if (begin != std::string_view::npos || statements.empty()) {
        return refuse(std::string(file.path) +
                      " runs without a transaction, so it may only hold `create [unique] index "
                      "concurrently if not exists NAME ...;` and `drop index concurrently if "
                      "exists NAME;`, each ending at the end of a line.");
    }
    return statements;
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
    if (base::trim(first_line) == no_transaction_line) {
        auto statements = read_index_statements(file);
        if (!statements) return base::fail(statements.error());
        migration.index_statements = std::move(*statements);
    }
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

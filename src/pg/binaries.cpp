// Finds the PostgreSQL that is installed on this machine.
#include "pg/binaries.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/text.hpp"
#include "pg/child_process.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

constexpr int major_version_min = 15;

// Debian's place for PostgreSQL: one folder per major version.
const fs::path debian_root = "/usr/lib/postgresql";

std::vector<fs::path> candidate_dirs(const std::string& bin_dir) {
    if (!bin_dir.empty()) return {fs::absolute(bin_dir)};
    std::vector<fs::path> dirs;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(debian_root, error)) {
        dirs.push_back(entry.path() / "bin");
    }
    const char* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const auto colon = std::min(rest.find(':'), rest.size());
        if (rest.starts_with('/')) dirs.emplace_back(rest.substr(0, colon));
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return dirs;
}

// "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)" -> 15
int major_version_of(const fs::path& postgres) {
    ChildOptions options;
    options.command = {postgres.string(), "--version"};
    options.account.user_id = geteuid();
    const auto finished = run_to_end(options);
    if (!finished || finished->status != 0) return 0;
    const std::string_view output = finished->output;
    const auto bracket = output.find(") ");
    if (bracket == std::string_view::npos) return 0;
    const auto number = output.substr(bracket + 2);
    const auto end = number.find_first_not_of("0123456789");
    return static_cast<int>(base::parse_integer(number.substr(0, end)).value_or(0));
}

std::vector<Binaries> installed(const std::string& bin_dir) {
    std::vector<Binaries> result;
    for (const auto& dir : candidate_dirs(bin_dir)) {
        Binaries found{.initdb = dir / "initdb", .postgres = dir / "postgres", .major_version = 0};
        if (access(found.initdb.c_str(), X_OK) != 0) continue;
        if (access(found.postgres.c_str(), X_OK) != 0) continue;
        found.major_version = major_version_of(found.postgres);
        if (found.major_version >= major_version_min) result.push_back(found);
    }
    std::sort(result.begin(), result.end(), [](const Binaries& a, const Binaries& b) {
        return a.major_version > b.major_version;
    });
    return result;
}

}  // namespace

base::Result<Binaries> find_binaries(const std::string& bin_dir, std::optional<int> wanted_version,
                                     const fs::path& data_dir) {
    const auto choices = installed(bin_dir);
    if (choices.empty()) {
        const std::string place =
            bin_dir.empty() ? debian_root.string() + "/*/bin or PATH" : bin_dir;
        return base::fail(base::ErrorCode::invalid_configuration,
                          "PostgreSQL 15 or newer was not found: no initdb and postgres in " +
                              place +
                              ". Install it with `apt-get install postgresql-15`, or give "
                              "--postgres-bin-dir or --database-url.");
    }
    if (!wanted_version) return choices.front();
    for (const auto& choice : choices) {
        if (choice.major_version == *wanted_version) return choice;
    }
    const std::string wanted = std::to_string(*wanted_version);
    const std::string advice = *wanted_version >= major_version_min
                                   ? "Install postgresql-" + wanted
                                   : "Move its data to a newer one with pg_upgrade";
    return base::fail(base::ErrorCode::invalid_configuration,
                      "The data folder " + data_dir.string() + " belongs to PostgreSQL " + wanted +
                          ", but the one installed is PostgreSQL " +
                          std::to_string(choices.front().major_version) + ". " + advice +
                          ", or give another folder with --data-dir.");
}

}  // namespace pg

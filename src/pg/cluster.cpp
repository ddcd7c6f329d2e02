// What has to be true of the cluster in the data folder before and after its server starts.
#include "pg/cluster.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "obs/log.hpp"
#include "pg/blocking.hpp"
#include "pg/child_process.hpp"
#include "pg/server_text.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A server that we left behind stops by itself (fast shutdown); its last checkpoint may take a
// while.
constexpr std::chrono::seconds predecessor_seconds_max{30};

auto refuse(std::string sentence) {
    return base::fail(base::ErrorCode::invalid_configuration, std::move(sentence));
}

// Writes a file that belongs to the server's account, whole or not at all.
base::Result<void> write_server_file(const fs::path& path, const std::string& text,
                                     const Account& server) {
    const fs::path draft = path.string() + ".new";
    {
        std::ofstream file(draft, std::ios::trunc);
        file << text << std::flush;
        if (!file) {
            return refuse("Could not write " + path.string() + ": " + std::strerror(errno) +
                          ". Free some space on its disk, or give another folder with "
                          "--data-dir.");
        }
    }
    const bool given =
        chmod(draft.c_str(), 0600) == 0 &&
        (geteuid() == server.user_id || chown(draft.c_str(), server.user_id, server.group_id) == 0);
    if (given && rename(draft.c_str(), path.c_str()) == 0) return {};
    return refuse("Could not write " + path.string() + ": " + std::strerror(errno) + ".");
}

// postmaster.pid of a killed server keeps the next one from starting as long as any process has the
// number in it: a zombie that nobody collects, or after a reboot another program. Here no server
// runs in the folder any more. PostgreSQL takes the number of its parent for an old one, so ours
// goes there. The rest stays: by it PostgreSQL finds processes that still use the old shared
// memory.
base::Result<void> disown_process_file(const DataFolder& folder, const Account& account) {
    const fs::path path = folder.cluster() / "postmaster.pid";
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto first_line_end = text.find('\n');
    if (first_line_end == std::string::npos) return {};
    return write_server_file(path, std::to_string(getpid()) + text.substr(first_line_end), account);
}

}  // namespace

std::vector<std::string> server_environment() {
    return {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"};
}

base::Result<void> wait_for_predecessor(const DataFolder& folder, const Account& account) {
    const auto deadline = steady_clock::now() + predecessor_seconds_max;
    auto server = folder.running_server();
    if (server) {
        obs::log(obs::Level::info, "postgres_waiting_for_predecessor",
                 {{"process", static_cast<std::int64_t>(*server)}});
    }
    while (server) {
        if (steady_clock::now() > deadline) {
            const std::string id = std::to_string(*server);
            return refuse("An earlier PostgreSQL (process " + id + ") still runs in " +
                          folder.root.string() + " and did not end within " +
                          std::to_string(predecessor_seconds_max.count()) +
                          " s. Stop it with `kill -INT " + id + "` and start again.");
        }
        std::this_thread::sleep_for(milliseconds(50));
        server = folder.running_server();
    }
    return disown_process_file(folder, account);
}

base::Result<void> make_cluster(const DataFolder& folder, const Binaries& binaries,
                                const Account& server) {
    if (auto space = check_free_space(folder); !space) return space;
    const auto draft = folder.unfinished_cluster();
    std::error_code error;
    fs::remove_all(draft, error);
    if (mkdir(draft.c_str(), 0700) != 0 ||
        (geteuid() != server.user_id &&
         chown(draft.c_str(), server.user_id, server.group_id) != 0)) {
        return refuse("Could not make " + draft.string() + ": " + std::strerror(errno) +
                      ". Start as the owner of the folder, or give another one with --data-dir.");
    }
    ChildOptions options;
    options.command = {binaries.initdb.string(),
                       "--pgdata=" + draft.string(),
                       "--username=" + std::string(superuser_role),
                       "--auth=peer",
                       "--encoding=UTF8",
                       "--no-locale",
                       "--data-checksums",
                       "--no-instructions"};
    options.environment = server_environment();
    options.account = server;
    const auto finished = run_to_end(options);
    if (!finished) return base::fail(finished.error());
    if (finished->status != 0) {
        fs::remove_all(draft, error);
        if (says_disk_full(finished->output))
            return refuse("The disk of " + folder.root.string() +
                          " is full. Free some space, or give another folder with --data-dir.");
        return refuse("initdb could not make a database in " + folder.root.string() + " (" +
                      describe_status(finished->status) + "): " + last_complaint(finished->output) +
                      ".");
    }
    fs::rename(draft, folder.cluster(), error);
    if (error) return refuse("Could not rename " + draft.string() + ": " + error.message() + ".");
    return {};
}

base::Result<void> write_access_rules(const DataFolder& folder, const Account& server) {
    std::string map = "# Written by bookingtms at every start.\n";
    std::vector<std::string> accounts = {"root", account_name(geteuid()), server.name};
    std::sort(accounts.begin(), accounts.end());
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    for (const auto& account : accounts) {
        for (const auto role : {superuser_role, application_role}) {
            map += "bookingtms \"" + account + "\" " + std::string(role) + "\n";
        }
    }
    const std::string rules =
        "# Written by bookingtms at every start.\nlocal all all peer map=bookingtms\n";
    if (auto written = write_server_file(folder.cluster() / "pg_ident.conf", map, server);
        !written) {
        return written;
    }
    return write_server_file(folder.cluster() / "pg_hba.conf", rules, server);
}

base::Result<void> make_role_and_database(const DataFolder& folder) {
    const auto failed = [](const Failure& failure) {
        return refuse("The private PostgreSQL runs, but could not be set up: " + failure.message);
    };
    auto connection = BlockingConnection::open(folder.url(std::string(superuser_role), "postgres"));
    if (!connection) return failed(connection.error());
    const std::string name(application_role);
    const std::vector<std::pair<std::string, std::string>> steps = {
        {"select from pg_roles where rolname = '" + name + "'",
         "create role " + name + " login createrole"},
        {"select from pg_database where datname = '" + name + "'",
         "create database " + name + " owner " + name},
    };
    for (const auto& [exists, make] : steps) {
        auto found = connection->query(exists, Params());
        if (!found) return failed(found.error());
        if (!found->empty()) continue;
        auto made = connection->query(make, Params());
        if (!made) return failed(made.error());
    }
    return {};
}

}  // namespace pg

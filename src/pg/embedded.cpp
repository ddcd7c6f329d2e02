// The steps by which the private PostgreSQL comes up.
#include "pg/embedded.hpp"

#include <unistd.h>

#include <utility>
#include <vector>

#include "pg/account.hpp"
#include "pg/binaries.hpp"
#include "pg/cluster.hpp"
#include "pg/data_folder.hpp"
#include "pg/supervisor.hpp"

namespace pg {
namespace {

// The command line wins over every file in the cluster, so nothing there can make it less durable.
std::vector<std::string> server_command(const EmbeddedOptions& options, const DataFolder& folder,
                                        const Binaries& binaries) {
    std::vector<std::string> command = {binaries.postgres.string(), "-D",
                                        folder.cluster().string()};
    const std::vector<std::string> settings = {
        "listen_addresses=",
        "port=5432",
        "unix_socket_directories=" + folder.socket_dir().string(),
        "unix_socket_permissions=0700",
        "fsync=on",
        "synchronous_commit=on",
        "full_page_writes=on",
        "max_connections=" + std::to_string(options.connections_max),
        "shared_buffers=64MB",
        "max_wal_size=512MB",
        // Our statements are short: compiling them costs more than it saves.
        "jit=off",
        "timezone=UTC",
        "log_timezone=UTC",
        "logging_collector=off",
        "log_destination=stderr",
        "log_line_prefix=%m [%p] ",
        "log_checkpoints=off",
        "cluster_name=bookingtms",
    };
    for (const auto& setting : settings) {
        command.emplace_back("-c");
        command.push_back(setting);
    }
    return command;
}

}  // namespace

struct EmbeddedPostgres::State {
    FolderLock lock;  // given back last
    std::string url;
    Supervisor supervisor;
};

base::Result<std::unique_ptr<EmbeddedPostgres>> EmbeddedPostgres::start(
    const EmbeddedOptions& options) {
    const DataFolder folder(options.data_dir);
    const auto server = server_account(folder.root, folder.cluster());
    if (!server) return base::fail(server.error());
    if (auto made = prepare_root(folder, *server); !made) return base::fail(made.error());
    auto lock = FolderLock::take(folder);
    if (!lock) return base::fail(lock.error());
    const auto version = cluster_version(folder);
    if (!version) return base::fail(version.error());
    const auto binaries = find_binaries(options.bin_dir, *version, folder.root);
    if (!binaries) return base::fail(binaries.error());

    if (auto waited = wait_for_predecessor(folder, *server); !waited)
        return base::fail(waited.error());
    if (!*version) {
        auto made = make_cluster(folder, *binaries, *server);
        if (!made) return base::fail(made.error());
    }
    if (auto made = prepare_socket_dir(folder, *server); !made) return base::fail(made.error());
    if (auto written = write_access_rules(folder, *server); !written) {
        return base::fail(written.error());
    }

    SupervisorOptions supervised;
    supervised.server.command = server_command(options, folder, *binaries);
    supervised.server.environment = server_environment();
    supervised.server.account = *server;
    supervised.log_file = folder.log_file();
    supervised.url = folder.url(std::string(superuser_role), "postgres");
    const std::string name(application_role);
    auto state = std::unique_ptr<State>(
        new State{std::move(*lock), folder.url(name, name), Supervisor(std::move(supervised))});
    if (auto started = state->supervisor.start(); !started) return base::fail(started.error());
    if (auto made = make_role_and_database(folder); !made) return base::fail(made.error());
    return std::unique_ptr<EmbeddedPostgres>(new EmbeddedPostgres(std::move(state)));
}

EmbeddedPostgres::EmbeddedPostgres(std::unique_ptr<State> state) : state_(std::move(state)) {}

EmbeddedPostgres::~EmbeddedPostgres() = default;

const std::string& EmbeddedPostgres::url() const {
    return state_->url;
}

void EmbeddedPostgres::stop() {
    state_->supervisor.stop();
}

bool server_can_reach(const std::filesystem::path& data_dir) {
    const DataFolder folder(data_dir);
    const auto server = server_account(folder.root, folder.cluster());
    return server && !first_closed_folder(*server, folder.root);
}

bool has_database(const std::filesystem::path& data_dir) {
    return DataFolder(data_dir).has_cluster();
}

std::string url_of_running_server(const std::filesystem::path& data_dir) {
    const DataFolder folder(data_dir);
    const std::string name(application_role);
    return FolderLock::is_taken(folder) ? folder.url(name, name) : std::string();
}

}  // namespace pg

// The database that a command works on.
#include "cli/database.hpp"

#include <algorithm>

#include "base/embedded_file.hpp"
#include "pg/migrate.hpp"

namespace cli {
namespace {

// Root's home is closed to the account that runs PostgreSQL; a clone often lies there.
constexpr const char* data_dir_of_root = "/var/lib/bookingtms";

// What jobs, doctor, psql and pgbench may need beside the lanes.
constexpr int spare_connections = 40;

int connections_max(const config::Settings& settings) {
    const int of_threads =
        settings.threads * (settings.read_connections + settings.write_connections);
    return std::max(100, of_threads + settings.hold_batches_in_flight + spare_connections);
}

// Where operators' commands and migrations go: they lock by session, which a pooler breaks up.
// Empty is the private server.
base::Result<std::string> direct_url(const config::Settings& settings) {
    if (settings.database_url.empty()) {
        if (settings.direct_database_url.empty() && settings.pooler == "none") return std::string();
        return base::fail(base::ErrorCode::invalid_configuration,
                          "--pooler and --direct-database-url say more about --database-url, which "
                          "is empty. Give it, or leave them out.");
    }
    if (!settings.direct_database_url.empty()) return settings.direct_database_url;
    if (settings.pooler == "none") return settings.database_url;
    return base::fail(base::ErrorCode::invalid_configuration,
                      "With --pooler transaction, --direct-database-url is needed too: migrations "
                      "and the news of changes need a session of their own, which the pooler does "
                      "not give.");
}

}  // namespace

std::filesystem::path data_dir(const config::Configuration& configuration) {
    const auto& settings = configuration.settings;
    const bool was_chosen = configuration.sources.at("data_dir") != config::Source::fallback;
    const bool is_private = settings.database_url.empty();
    if (was_chosen || !is_private || pg::server_can_reach(settings.data_dir)) {
        return std::filesystem::absolute(settings.data_dir);
    }
    return data_dir_of_root;
}

std::filesystem::path mail_folder(const config::Configuration& configuration) {
    const std::string& chosen = configuration.settings.mail_folder;
    if (!chosen.empty()) return std::filesystem::absolute(chosen);
    return data_dir(configuration) / "mail";
}

base::Result<Database> Database::start_private(const config::Configuration& configuration) {
    pg::EmbeddedOptions options;
    options.data_dir = data_dir(configuration);
    options.bin_dir = configuration.settings.postgres_bin_dir;
    options.connections_max = connections_max(configuration.settings);
    auto server = pg::EmbeddedPostgres::start(options);
    if (!server) return base::fail(server.error());
    std::string url = (*server)->url();
    return Database(std::move(url), std::move(*server));
}

base::Result<Database> Database::open_for_service(const config::Configuration& configuration) {
    const auto url = direct_url(configuration.settings);
    if (!url) return base::fail(url.error());
    auto database = url->empty() ? start_private(configuration)
                                 : base::Result<Database>(Database(*url, nullptr));
    if (!database) return database;
    if (auto migrated = pg::apply_migrations(database->url(), sql::files()); !migrated) {
        return base::fail(migrated.error());
    }
    return database;
}

base::Result<Database> Database::open_for_command(const config::Configuration& configuration,
                                                  bool may_make) {
    const auto url = direct_url(configuration.settings);
    if (!url) return base::fail(url.error());
    if (!url->empty()) return Database(*url, nullptr);
    const auto folder = data_dir(configuration);
    const auto running = pg::url_of_running_server(folder);
    if (!running.empty()) return Database(running, nullptr);
    if (!may_make && !pg::has_database(folder)) {
        return base::fail(base::ErrorCode::invalid_configuration,
                          "There is no database in " + folder.string() +
                              " yet. `bookingtms dev` makes one; --data-dir or --database-url name "
                              "another.");
    }
    return start_private(configuration);
}

void Database::stop() {
    if (server_) server_->stop();
}

}  // namespace cli

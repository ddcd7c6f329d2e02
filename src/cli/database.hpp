// The database that a command works on: the one of --database-url, or the private one in the data
// folder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "config/settings.hpp"
#include "pg/embedded.hpp"

namespace cli {

// Where the private database and dev.json are. Where nothing was chosen and the account that runs
// PostgreSQL for root cannot enter the working directory, /var/lib/bookingtms instead.
std::filesystem::path data_dir(const config::Configuration& configuration);

// Where mails are delivered to.
std::filesystem::path mail_folder(const config::Configuration& configuration);

// After opening, both kinds are a URL. A private server that was started here stops with this
// object.
class Database {
public:
    // For dev and serve: starts the private server, makes it where there is none, applies
    // migrations.
    static base::Result<Database> open_for_service(const config::Configuration& configuration);
    // For commands beside the server: joins a private server that already runs, or starts one.
    // Where there is none yet it is made only if `may_make`.
    static base::Result<Database> open_for_command(const config::Configuration& configuration,
                                                   bool may_make);

    // Past a pooler, where there is one.
    const std::string& url() const { return url_; }
    // Stops a server that was started here.
    void stop();

private:
    Database(std::string url, std::unique_ptr<pg::EmbeddedPostgres> server)
        : url_(std::move(url)), server_(std::move(server)) {}
    static base::Result<Database> start_private(const config::Configuration& configuration);

    std::string url_;
    std::unique_ptr<pg::EmbeddedPostgres> server_;
};

}  // namespace cli

// `bookingtms dev`: everything on one machine, with demo data.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/demo.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"
#include "cli/secret_key.hpp"
#include "cli/service.hpp"
#include "cli/stop_signal.hpp"

namespace cli {
namespace {

void announce(const std::filesystem::path& folder, const config::Settings& settings) {
    if (folder != std::filesystem::absolute(settings.data_dir)) {
        std::cout << "PostgreSQL does not run as root, and the account it runs under may not enter "
                  << std::filesystem::current_path().string() << ". The data are in "
                  << folder.string() << "." << std::endl;
    }
    if (!pg::has_database(folder)) {
        std::cout << "Making a new database in " << folder.string() << std::endl;
    }
}

void introduce(const DevFile& file, const std::filesystem::path& folder) {
    std::cout << "BookingTMS " BOOKINGTMS_VERSION " is ready.\n";
    for (const auto& embed : file.embeds) {
        std::cout << "  Booking page   " << file.url << "/book/" << embed.embed_key << "  ("
                  << embed.organization_name << ")\n";
    }
    std::cout << "  Admin app      " << file.url << "/admin\n";
    for (const auto& user : file.users) {
        std::cout << "  Sign-in        " << user.email << "  " << user.password << "  ("
                  << user.role << ")\n";
    }
    std::cout << "  API            " << file.url << "/docs\n"
              << "  Health         " << file.url << "/health\n"
              << "  Data           " << folder.string() << "\n"
              << "Ctrl-C stops it." << std::endl;
}

}  // namespace

int dev(const config::Configuration& configuration) {
    StopSignal stop;
    const LogSession log(configuration.settings);
    const auto folder = data_dir(configuration);
    if (configuration.settings.database_url.empty()) announce(folder, configuration.settings);
    auto database = Database::open_for_service(configuration);
    if (!database) return report(database.error());
    auto keys = load_keys(configuration, WithoutSecret::make_one);
    if (!keys) return report(keys.error());
    if (auto seeded = seed_demo(database->url()); !seeded) return report(seeded.error());

    ServiceOptions options;
    options.settings = configuration.settings;
    options.database_url = database->url();
    options.keys = std::move(*keys);
    options.data_dir = data_dir(configuration);
    options.mail_folder = mail_folder(configuration);
    options.wait_for_sessions = true;
    options.test_payments = true;
    options.tells_timing = configuration.settings.server_timing != "off";
    options.on_ready = [&](int port) -> base::Result<void> {
        auto embeds = read_embeds(database->url());
        if (!embeds) return base::fail(std::move(embeds.error()));
        auto users = give_demo_users(database->url());
        if (!users) return base::fail(std::move(users.error()));
        DevFile file;
        file.url = public_url(configuration.settings, port);
        file.database_url = database->url();
        file.embeds = std::move(*embeds);
        file.users = std::move(*users);
        auto written = write_dev_file(folder, file);
        if (!written) return written;
        introduce(file, folder);
        return {};
    };
    const auto served = run_service(options, stop);
    remove_dev_file(folder);
    database->stop();
    return served ? exit_success : report(served.error());
}

}  // namespace cli

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

void introduce(const std::string& url, const std::vector<Embed>& embeds,
               const std::filesystem::path& folder) {
    std::cout << "BookingTMS " BOOKINGTMS_VERSION " is ready.\n";
    for (const auto& embed : embeds) {
        std::cout << "  Booking page   " << url << "/book/" << embed.embed_key << "  ("
                  << embed.organization_name << ")\n";
    }
    std::cout << "  API            " << url << "/docs\n"
              << "  Health         " << url << "/health\n"
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
    options.mail_folder = mail_folder(configuration);
    options.wait_for_sessions = true;
    options.on_ready = [&](int port) -> base::Result<void> {
        const auto embeds = read_embeds(database->url());
        if (!embeds) return base::fail(embeds.error());
        const auto url = public_url(configuration.settings, port);
        auto written = write_dev_file(folder, url, database->url(), *embeds);
        if (!written) return written;
        introduce(url, *embeds, folder);
        return {};
    };
    const auto served = run_service(options, stop);
    remove_dev_file(folder);
    database->stop();
    return served ? exit_success : report(served.error());
}

}  // namespace cli

// `bookingtms serve`: the server and its background jobs, for production.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"
#include "cli/secret_key.hpp"
#include "cli/service.hpp"
#include "cli/stop_signal.hpp"
#include "obs/log.hpp"

namespace cli {

int serve(const config::Configuration& configuration) {
    StopSignal stop;
    const LogSession log(configuration.settings);
    auto keys = load_keys(configuration, WithoutSecret::refuse);
    if (!keys) return report(keys.error());
    auto database = Database::open_for_service(configuration);
    if (!database) return report(database.error());

    ServiceOptions options;
    options.settings = configuration.settings;
    options.database_url = database->url();
    options.keys = std::move(*keys);
    options.data_dir = data_dir(configuration);
    options.mail_folder = mail_folder(configuration);
    options.test_payments = configuration.settings.test_payments == "on";
    options.tells_timing = configuration.settings.server_timing == "on";
    options.on_ready = [&](int port) -> base::Result<void> {
        obs::log(obs::Level::info, "ready",
                 {{"address", configuration.settings.address},
                  {"port", static_cast<std::int64_t>(port)}});
        return {};
    };
    const auto served = run_service(options, stop);
    database->stop();
    return served ? exit_success : report(served.error());
}

}  // namespace cli

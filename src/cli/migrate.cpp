// `bookingtms migrate`: what the database has and needs.
#include "pg/migrate.hpp"

#include <iostream>

#include "base/embedded_file.hpp"
#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"

namespace cli {

int migrate_status(const config::Configuration& configuration) {
    const LogSession log(configuration.settings);
    auto database = Database::open_for_command(configuration, false);
    if (!database) return report(database.error());
    const auto states = pg::migration_status(database->url(), sql::files());
    if (!states) return report(states.error());
    for (const auto& state : *states) {
        std::cout << state.name << "  "
                  << (state.applied_at ? "applied " + *state.applied_at : "pending") << '\n';
    }
    return exit_success;
}

int migrate_up(const config::Configuration& configuration) {
    const LogSession log(configuration.settings);
    auto database = Database::open_for_command(configuration, true);
    if (!database) return report(database.error());
    const auto applied = pg::apply_migrations(database->url(), sql::files());
    if (!applied) return report(applied.error());
    for (const auto& name : *applied) std::cout << "applied " << name << '\n';
    if (applied->empty()) std::cout << "Nothing to do.\n";
    return exit_success;
}

}  // namespace cli

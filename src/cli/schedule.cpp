// `bookingtms schedule`: looks at the schedule of an activity, or replaces it.
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"
#include "cli/use_case.hpp"
#include "cli/words.hpp"
#include "services/sessions.hpp"

namespace cli {
namespace {

base::Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path);
    if (!file) {
        return base::fail(base::ErrorCode::invalid_configuration, "Cannot read " + path + ".");
    }
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

void print(const store::SessionChanges& changes) {
    std::cout << changes.inserted << " sessions made, " << changes.updated << " changed, "
              << changes.removed << " removed.\n";
    for (const store::SessionConflict& conflict : changes.conflicts) {
        std::cout << "  conflict  " << base::to_iso(conflict.start_time) << "  " << conflict.reason
                  << (conflict.session_id ? "  session " + base::to_string(*conflict.session_id)
                                          : "")
                  << '\n';
    }
    if (!changes.conflicts.empty()) {
        std::cout << "Sessions with holds or bookings were left as they are.\n";
    }
}

}  // namespace

int schedule_show(const config::Configuration& configuration, const Words& words) {
    const LogSession log(configuration.settings);
    const auto activity_id = read_id(words.at(0), "an activity");
    if (!activity_id) return report(activity_id.error());
    auto database = Database::open_for_command(configuration, false);
    if (!database) return report(database.error());
    const UseCase<store::ActivitySchedule> read = [id = *activity_id](services::Context context) {
        return store::read_activity_schedule(services::as_engine(context), id);
    };
    const auto activity = run_use_case(database->url(), read);
    if (!activity) return report(activity.error());
    std::cout << activity->schedule << '\n';
    return exit_success;
}

int schedule_set(const config::Configuration& configuration, const Words& words) {
    const LogSession log(configuration.settings);
    const auto activity_id = read_id(words.at(0), "an activity");
    if (!activity_id) return report(activity_id.error());
    const auto schedule = read_file(words.at(1));
    if (!schedule) return report(schedule.error());
    auto database = Database::open_for_command(configuration, false);
    if (!database) return report(database.error());
    const int horizon = configuration.settings.session_horizon_days;
    const UseCase<store::SessionChanges> change = [&](services::Context context) {
        return services::change_schedule(context, *activity_id, *schedule, horizon);
    };
    const auto changes = run_use_case(database->url(), change);
    if (!changes) return report_field(changes.error());
    print(*changes);
    return exit_success;
}

}  // namespace cli

// `bookingtms session`: what operators do to one session.
#include <iostream>
#include <optional>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"
#include "cli/use_case.hpp"
#include "services/sessions.hpp"

namespace cli {
namespace {

using Change =
    std::function<base::Task<base::Result<store::SessionState>>(services::Context, base::Uuid)>;

int change_session(const config::Configuration& configuration, const std::string& word,
                   const Change& change) {
    const LogSession log(configuration.settings);
    const auto session_id = read_id(word, "a session");
    if (!session_id) return report(session_id.error());
    auto database = Database::open_for_command(configuration, false);
    if (!database) return report(database.error());
    const UseCase<store::SessionState> use_case = [&](services::Context context) {
        return change(context, *session_id);
    };
    const auto session = run_use_case(database->url(), use_case);
    if (!session) return report(session.error());
    std::cout << "session " << base::to_string(session->id) << "  "
              << base::to_iso(session->start_time) << "  " << session->capacity_remaining << " of "
              << session->capacity_total << " seats free, "
              << (session->is_closed ? "closed" : "open") << '\n';
    return exit_success;
}

int set_closed(const config::Configuration& configuration, const Words& words,
               const std::optional<std::string>& reason) {
    const std::string note = words.size() > 1 ? words[1] : "";
    return change_session(configuration, words.at(0),
                          [&](services::Context context, base::Uuid session_id) {
                              return services::close_session(context, session_id, reason, note);
                          });
}

}  // namespace

int session_close(const config::Configuration& configuration, const Words& words) {
    return set_closed(configuration, words, "closed_by_hand");
}

int session_block(const config::Configuration& configuration, const Words& words) {
    return set_closed(configuration, words, "blocked");
}

int session_open(const config::Configuration& configuration, const Words& words) {
    return set_closed(configuration, words, std::nullopt);
}

int session_resize(const config::Configuration& configuration, const Words& words) {
    const auto seats = base::parse_integer(words.at(1));
    if (!seats || *seats < 1 || *seats > base::spots_max) {
        base::Error error;
        error.code = base::ErrorCode::invalid_configuration;
        error.detail = "SEATS must be a whole number from 1 to " + std::to_string(base::spots_max) +
                       ", not '" + words.at(1) + "'.";
        return report(error);
    }
    return change_session(
        configuration, words.at(0), [&](services::Context context, base::Uuid session_id) {
            return services::resize_session(context, session_id, static_cast<int>(*seats));
        });
}

}  // namespace cli

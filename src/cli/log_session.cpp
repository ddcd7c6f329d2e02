// The log for as long as a command runs.
#include "cli/log_session.hpp"

#include "obs/log.hpp"

namespace cli {
namespace {

obs::Level level_of(const std::string& name) {
    if (name == "debug") return obs::Level::debug;
    if (name == "warn") return obs::Level::warn;
    if (name == "error") return obs::Level::error;
    return obs::Level::info;
}

}  // namespace

LogSession::LogSession(const config::Settings& settings) {
    obs::start_log(level_of(settings.log_level),
                   settings.log_format == "json" ? obs::Format::json : obs::Format::text);
}

LogSession::~LogSession() {
    obs::stop_log();
}

}  // namespace cli

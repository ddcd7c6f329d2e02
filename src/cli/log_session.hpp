// The log for as long as a command runs.
#pragma once

#include "config/settings.hpp"

namespace cli {

// Starts the log by the settings; writes out what is queued at the end.
class LogSession {
public:
    explicit LogSession(const config::Settings& settings);
    ~LogSession();
    LogSession(const LogSession&) = delete;
    LogSession& operator=(const LogSession&) = delete;
};

}  // namespace cli

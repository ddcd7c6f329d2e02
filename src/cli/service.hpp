// The running product: HTTP server and background jobs on one database.
#pragma once

#include <functional>
#include <string>

#include "base/error.hpp"
#include "cli/stop_signal.hpp"
#include "config/settings.hpp"
#include "crypto/keys.hpp"

namespace cli {

struct ServiceOptions {
    config::Settings settings;
    std::string database_url;  // migrated; past the pooler, where there is one
    crypto::Keys keys;
    std::string data_dir;        // of the program, whose disk is looked at
    std::string mail_folder;     // that mails are delivered to
    bool test_payments = false;  // payments may be played
    bool tells_timing = false;   // by Server-Timing
    // Not ready before the sessions of every schedule are made: a newcomer finds something to book.
    bool wait_for_sessions = false;
    // Called once the port is open, with the real port. An error ends the service.
    std::function<base::Result<void>(int port)> on_ready;
};

// How people reach the pages of the program: the setting, or this machine.
std::string public_url(const config::Settings& settings, int port);

// Returns after the stop signal, when requests in flight were answered and the jobs have ended; or
// with the reason why it could not start.
base::Result<void> run_service(const ServiceOptions& options, StopSignal& stop);

}  // namespace cli

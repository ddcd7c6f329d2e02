// What the words on the command line ask for.
#pragma once

#include <optional>

#include "cli/words.hpp"
#include "config/settings.hpp"

namespace cli {

enum class Command {
    dev,
    serve,
    migrate_status,
    migrate_up,
    doctor,
    config_show,
    config_validate,
    routes,
    schedule_show,
    schedule_set,
    user_create_admin,
    tenant_create,
    session_close,
    session_block,
    session_open,
    session_resize,
    key_create,
    key_list,
    key_revoke,
    audit_verify
};

struct CommandLine {
    Command command = Command::dev;
    Words words;              // what follows the command, as many as it takes
    config::Origins origins;  // flags as given, the environment of this process
    // Nothing to run: help or the version was printed (0), or what is wrong with the words (2).
    std::optional<int> exit_code;
};

CommandLine read_command_line(int argc, char** argv);

}  // namespace cli

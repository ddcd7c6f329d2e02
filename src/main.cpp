// The program: reads the command line, loads the settings, picks the command.
#include <csignal>
#include <exception>
#include <iostream>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/report.hpp"

namespace {

int run(cli::Command command, const cli::Words& words, const config::Configuration& configuration) {
    using cli::Command;
    switch (command) {
        case Command::dev:
            return cli::dev(configuration);
        case Command::serve:
            return cli::serve(configuration);
        case Command::migrate_status:
            return cli::migrate_status(configuration);
        case Command::migrate_up:
            return cli::migrate_up(configuration);
        case Command::doctor:
            return cli::doctor(configuration);
        case Command::config_show:
            return cli::config_show(configuration);
        case Command::config_validate:
            return cli::config_validate(configuration);
        case Command::routes:
            return cli::routes();
        case Command::schedule_show:
            return cli::schedule_show(configuration, words);
        case Command::schedule_set:
            return cli::schedule_set(configuration, words);
        case Command::user_create_admin:
            return cli::user_create_admin(configuration, words);
        case Command::tenant_create:
            return cli::tenant_create(configuration, words);
        case Command::session_close:
            return cli::session_close(configuration, words);
        case Command::session_block:
            return cli::session_block(configuration, words);
        case Command::session_open:
            return cli::session_open(configuration, words);
        case Command::session_resize:
            return cli::session_resize(configuration, words);
        case Command::key_create:
            return cli::key_create(configuration, words);
        case Command::key_list:
            return cli::key_list(configuration, words);
        case Command::key_revoke:
            return cli::key_revoke(configuration, words);
        case Command::audit_verify:
            return cli::audit_verify(configuration, words);
    }
    return cli::exit_usage;
}

}  // namespace

int main(int argc, char** argv) {
    // A peer that went away is an error of one write, not the end of the program.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const auto line = cli::read_command_line(argc, argv);
        if (line.exit_code) return *line.exit_code;
        const auto configuration = config::load(line.origins);
        if (!configuration) {
            cli::report(configuration.error());
            return cli::exit_usage;
        }
        return run(line.command, line.words, *configuration);
    } catch (const std::exception& fault) {
        std::cerr << "bookingtms: a fault of the program: " << fault.what() << '\n';
        return cli::exit_failure;
    }
}

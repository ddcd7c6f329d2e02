// The program: reads the command line, loads the settings, picks the command.
#include <csignal>
#include <exception>
#include <iostream>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/report.hpp"

namespace {

int run(cli::Command command, const config::Configuration& configuration) {
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
        return run(line.command, *configuration);
    } catch (const std::exception& fault) {
        std::cerr << "bookingtms: a fault of the program: " << fault.what() << '\n';
        return cli::exit_failure;
    }
}

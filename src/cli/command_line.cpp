// Subcommands, flags and help, made from the table of settings.
#include "cli/command_line.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <string>

#include "cli/exit_code.hpp"

namespace cli {
namespace {

constexpr const char* description =
    "BookingTMS sells time slots for activity businesses: sessions with capacity, holds, bookings.";

constexpr const char* examples =
    "Examples:\n"
    "  bookingtms dev                               everything on this machine, with demo data\n"
    "  bookingtms dev --port 9000 --data-dir /tmp/b  on another port, with other data\n"
    "  bookingtms serve --database-url postgresql://app@db.example.com/bookingtms\n"
    "  bookingtms migrate status                    what the database still needs\n"
    "  bookingtms config show                       every setting, its value and source\n"
    "\n"
    "Every --flag is also a variable (--hold-ttl-seconds: BOOKINGTMS_HOLD_TTL_SECONDS) and a key\n"
    "of the file given by --config or BOOKINGTMS_CONFIG (hold_ttl_seconds = 600). A flag wins "
    "over\n"
    "a variable, a variable over the file.\n";

// Every command takes every setting, so that one file and one environment serve them all.
void add_settings(CLI::App& command, config::Origins& origins) {
    command
        .add_option_function<std::string>(
            "--config", [&origins](const std::string& path) { origins.file = path; },
            "TOML file with settings")
        ->type_name("FILE")
        ->group("Settings");
    for (const auto& setting : config::table()) {
        std::string help(setting.help);
        if (setting.is_number()) {
            help += " (" + std::to_string(setting.min) + " to " + std::to_string(setting.max) + ")";
        }
        for (const auto choice : setting.choices) {
            help += (choice == setting.choices.front() ? ": " : ", ") + std::string(choice);
        }
        if (!setting.fallback.empty()) help += " [" + setting.fallback + "]";
        const std::string name(setting.name);
        command
            .add_option_function<std::string>(
                setting.flag(),
                [&origins, name](const std::string& value) { origins.flags[name] = value; }, help)
            ->type_name(std::string(setting.takes))
            ->group(std::string(setting.group));
    }
}

config::Texts environment() {
    config::Texts variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string::npos)
            variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return variables;
}

}  // namespace

CommandLine read_command_line(int argc, char** argv) {
    CommandLine line;
    CLI::App app(description, "bookingtms");
    app.footer(examples);
    app.set_version_flag("--version", "bookingtms " BOOKINGTMS_VERSION);
    app.require_subcommand(1);

    std::map<const CLI::App*, Command> commands;
    const auto add = [&](CLI::App& parent, const char* name, Command command, const char* help) {
        CLI::App* added = parent.add_subcommand(name, help);
        add_settings(*added, line.origins);
        commands[added] = command;
        return added;
    };
    // Words after the command, in order; "?" at the end: may be left out.
    const auto take = [&](CLI::App* command, std::initializer_list<const char*> names) {
        for (std::string name : names) {
            const bool optional = name.back() == '?';
            if (optional) name.pop_back();
            command
                ->add_option_function<std::string>(
                    name, [&line](const std::string& word) { line.words.push_back(word); })
                ->required(!optional)
                ->type_name("");
        }
    };
    add(app, "dev", Command::dev, "run everything on this machine, with demo data");
    add(app, "serve", Command::serve, "run the server and its background jobs");
    CLI::App* migrate = app.add_subcommand("migrate", "list or apply migrations of the database");
    migrate->require_subcommand(1);
    add(*migrate, "status", Command::migrate_status, "list what is applied and what is pending");
    add(*migrate, "up", Command::migrate_up, "apply what is pending");
    add(app, "doctor", Command::doctor, "check the database and say what to do");
    CLI::App* schedule = app.add_subcommand("schedule", "the schedule of an activity");
    schedule->require_subcommand(1);
    take(add(*schedule, "show", Command::schedule_show, "print the schedule"), {"ACTIVITY"});
    take(add(*schedule, "set", Command::schedule_set,
             "replace the schedule by a JSON file and bring the sessions in line"),
         {"ACTIVITY", "FILE"});
    CLI::App* session = app.add_subcommand("session", "close, open or resize a session");
    session->require_subcommand(1);
    take(add(*session, "close", Command::session_close, "stop its sale; holds and bookings stay"),
         {"SESSION", "NOTE?"});
    take(add(*session, "block", Command::session_block, "the same, because it cannot take place"),
         {"SESSION", "NOTE?"});
    take(add(*session, "open", Command::session_open, "resume its sale"), {"SESSION"});
    take(add(*session, "resize", Command::session_resize, "give it another number of seats"),
         {"SESSION", "SEATS"});
    add(app, "routes", Command::routes, "list every path that the program answers");
    CLI::App* settings = app.add_subcommand("config", "look at the settings");
    settings->require_subcommand(1);
    add(*settings, "show", Command::config_show, "every setting, its value and where that is from");
    add(*settings, "validate", Command::config_validate, "check the settings without starting");

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {  // --help, --version
        app.exit(asked, std::cout, std::cerr);
        line.exit_code = exit_success;
    } catch (const CLI::ParseError& wrong) {
        const auto unknown = app.remaining(true);
        std::cerr << "bookingtms: "
                  << (unknown.empty() ? wrong.what() : "There is no " + unknown.front())
                  << ". `bookingtms --help` lists commands, `bookingtms COMMAND --help` flags.\n";
        line.exit_code = exit_usage;
    }
    for (const auto& [parsed, command] : commands) {
        if (parsed->parsed()) line.command = command;
    }
    line.origins.environment = environment();
    return line;
}

}  // namespace cli

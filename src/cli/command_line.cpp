// Subcommands, flags and help, made from the table of settings.
#include "cli/command_line.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <string>
#include <vector>

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
        CLI::Option* option = command.add_option_function<std::string>(
            setting.flag(),
            [&origins, name](const std::string& value) { origins.flags[name] = value; }, help);
        option->type_name(std::string(setting.takes))->group(std::string(setting.group));
        if (setting.is_list) option->join(' ');
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

struct Row {
    const char* group;  // nullptr: the command stands alone
    const char* name;
    Command command;
    // After the command, in order; "?" at the end: may be left out, "...": one or more, the last.
    std::vector<const char*> words;
    const char* help;
};

const std::vector<Row>& commands() {
    static const std::vector<Row> rows = {
        {nullptr, "dev", Command::dev, {}, "run everything on this machine, with demo data"},
        {nullptr, "serve", Command::serve, {}, "run the server and its background jobs"},
        {"migrate", "status", Command::migrate_status, {}, "list what is applied and pending"},
        {"migrate", "up", Command::migrate_up, {}, "apply what is pending"},
        {nullptr, "doctor", Command::doctor, {}, "check the database and say what to do"},
        {"user",
         "create-admin",
         Command::user_create_admin,
         {"EMAIL", "NAME"},
         "make a platform admin; prints the link by which they choose a password"},
        {"tenant",
         "create",
         Command::tenant_create,
         {"NAME", "SLUG", "CURRENCY", "TIME_ZONE", "OWNER_EMAIL", "OWNER_NAME"},
         "make an organization and invite its owner"},
        {"schedule", "show", Command::schedule_show, {"ACTIVITY"}, "print the schedule"},
        {"schedule",
         "set",
         Command::schedule_set,
         {"ACTIVITY", "FILE"},
         "replace the schedule by a JSON file and bring the sessions in line"},
        {"session",
         "close",
         Command::session_close,
         {"SESSION", "NOTE?"},
         "stop its sale; holds and bookings stay"},
        {"session",
         "block",
         Command::session_block,
         {"SESSION", "NOTE?"},
         "the same, because it cannot take place"},
        {"session", "open", Command::session_open, {"SESSION"}, "resume its sale"},
        {"session",
         "resize",
         Command::session_resize,
         {"SESSION", "SEATS"},
         "give it another number of seats"},
        {"key",
         "create",
         Command::key_create,
         {"ORGANIZATION", "NAME", "SCOPE..."},
         "make an API key for the organization with this slug; prints it, once"},
        {"key", "list", Command::key_list, {"ORGANIZATION"}, "list the keys of an organization"},
        {"key", "revoke", Command::key_revoke, {"KEY"}, "end the key with this id at once"},
        {"audit",
         "verify",
         Command::audit_verify,
         {"ORGANIZATION?"},
         "check that nobody changed what the audit trail says, of all organizations or of the one "
         "with this slug or id"},
        {nullptr, "routes", Command::routes, {}, "list every path that the program answers"},
        {"config", "show", Command::config_show, {}, "every setting, its value and its source"},
        {"config", "validate", Command::config_validate, {}, "check the settings, start nothing"},
    };
    return rows;
}

const std::map<std::string, std::string> group_help = {
    {"migrate", "list or apply migrations of the database"},
    {"user", "people of the platform's team"},
    {"tenant", "organizations"},
    {"schedule", "the schedule of an activity"},
    {"session", "close, open or resize a session"},
    {"key", "API keys of an organization"},
    {"audit", "the audit trail"},
    {"config", "look at the settings"},
};

void add_words(CLI::App& command, const std::vector<const char*>& names, Words& words) {
    for (std::string name : names) {
        const bool several = name.ends_with("...");
        if (several) name.resize(name.size() - 3);
        const bool optional = name.back() == '?';
        if (optional) name.pop_back();
        // A function that takes a list is called once, with all words that are left.
        CLI::Option* option =
            several ? command.add_option_function<Words>(name,
                                                         [&words](const Words& more) {
                                                             words.insert(words.end(), more.begin(),
                                                                          more.end());
                                                         })
                    : command.add_option_function<std::string>(
                          name, [&words](const std::string& word) { words.push_back(word); });
        option->required(!optional)->type_name("");
    }
}

// Every command is parsed into `line`, which must stay where it is.
void add_commands(CLI::App& app, CommandLine& line) {
    std::map<std::string, CLI::App*> groups;
    for (const auto& row : commands()) {
        CLI::App* parent = &app;
        if (row.group != nullptr) {
            CLI::App*& group = groups[row.group];
            if (group == nullptr) group = app.add_subcommand(row.group, group_help.at(row.group));
            group->require_subcommand(1);
            parent = group;
        }
        CLI::App* added = parent->add_subcommand(row.name, row.help);
        add_settings(*added, line.origins);
        add_words(*added, row.words, line.words);
        added->callback([&line, command = row.command] { line.command = command; });
    }
}

}  // namespace

CommandLine read_command_line(int argc, char** argv) {
    CommandLine line;
    CLI::App app(description, "bookingtms");
    app.footer(examples);
    app.set_version_flag("--version", "bookingtms " BOOKINGTMS_VERSION);
    app.require_subcommand(1);
    add_commands(app, line);

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
    line.origins.environment = environment();
    return line;
}

}  // namespace cli

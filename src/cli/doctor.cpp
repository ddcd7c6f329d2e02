// `bookingtms doctor`: checks the database and the settings of Stripe, and says what to do.
#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/embedded_file.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"
#include "pg/blocking.hpp"
#include "pg/migrate.hpp"

namespace cli {
namespace {

// Holds expire by the clock of the database, pages show the one of the program.
constexpr std::chrono::seconds clock_difference_max{2};
constexpr std::string_view checks_folder = "checks/";

struct Finding {
    std::string subject;
    std::string fault;   // empty: healthy
    std::string advice;  // what to do about the fault
};

Finding unreadable(std::string subject, const pg::Failure& failure) {
    return {std::move(subject), failure.message,
            "Give the role of --database-url the right to ask."};
}

Finding check_version(const pg::BlockingConnection& connection) {
    const int version = connection.server_version();
    Finding finding{"PostgreSQL " + std::to_string(version / 10000), "", ""};
    if (version >= pg::server_version_min) return finding;
    finding.fault = "this program needs PostgreSQL 15 or newer";
    finding.advice = "Move the database to a newer server.";
    return finding;
}

// Each of these off can lose a confirmed booking in a crash.
Finding check_durable(pg::BlockingConnection& connection, const std::string& setting) {
    Finding finding{setting, "", ""};
    const auto rows = connection.query("select current_setting($1)", pg::Params().text(setting));
    if (!rows) return unreadable(setting, rows.error());
    const std::string value((*rows)[0].text(0));
    // remote_write and the like wait for a standby as well as for the disk of the primary.
    if (value == "on" || value.starts_with("remote_")) return finding;
    finding.fault = "is " + value + ": a crash of the database may lose confirmed bookings";
    finding.advice = "Set " + setting + " = on in the server's configuration and reload it.";
    return finding;
}

Finding check_clock(pg::BlockingConnection& connection) {
    Finding finding{"clock", "", ""};
    const auto rows = connection.query("select clock_timestamp()", pg::Params());
    if (!rows) return unreadable("clock", rows.error());
    const auto difference = base::SystemClock().now() - (*rows)[0].instant(0);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(difference).count();
    if (std::abs(seconds) <= clock_difference_max.count()) return finding;
    finding.fault = "differs from the database's by " + std::to_string(seconds) + " s";
    finding.advice = "Let NTP set the clock on both machines.";
    return finding;
}

Finding check_migrations(const std::string& database_url) {
    Finding finding{"migrations", "", ""};
    const auto states = pg::migration_status(database_url, sql::files());
    if (!states) {
        finding.fault = states.error().detail;
        finding.advice = "Run the program version that this database belongs to.";
        return finding;
    }
    const auto pending = std::count_if(states->begin(), states->end(),
                                       [](const auto& state) { return !state.applied_at; });
    if (pending == 0) return finding;
    finding.fault = std::to_string(pending) + " pending";
    finding.advice = "Run `bookingtms migrate up`.";
    return finding;
}

// The comment at the head of a check says what it proves and what a row means.
std::string head_comment(std::string_view text) {
    std::string comment;
    while (text.starts_with("--")) {
        const auto end = std::min(text.find('\n'), text.size());
        comment += (comment.empty() ? "" : " ") + std::string(text.substr(3, end - 3));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return comment;
}

// Checks under sql/checks return no rows in a healthy database.
Finding run_check(pg::BlockingConnection& connection, const base::EmbeddedFile& file) {
    const std::string name(file.path.substr(checks_folder.size()));
    Finding finding{name, "", ""};
    const auto rows = connection.query(std::string(file.content), pg::Params());
    if (!rows) {
        finding.fault = rows.error().message;
        finding.advice = "Run `bookingtms migrate up`.";
    } else if (!rows->empty()) {
        finding.fault = std::to_string(rows->size()) + (rows->size() == 1 ? " row. " : " rows. ") +
                        head_comment(file.content);
        finding.advice = "Run sql/" + std::string(file.path) +
                         " in psql to see what it is about, and mend it before you sell more.";
    }
    return finding;
}

bool is_stripe_key(std::string_view key) {
    for (const std::string_view kind : {"sk_live_", "sk_test_", "rk_live_", "rk_test_"}) {
        if (!key.starts_with(kind)) continue;
        key.remove_prefix(kind.size());
        return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '_';
        });
    }
    return false;
}

// Looks at the settings alone: Stripe is not asked.
Finding check_stripe(const config::Settings& settings) {
    const std::string& key = settings.stripe_secret_key;
    const std::size_t secrets = base::split_list(settings.stripe_webhook_secrets).size();
    Finding finding{"Stripe", "", ""};
    if (key.empty() && secrets == 0) {
        finding.subject = "Stripe: not set up, nobody pays by it";
    } else if (key.empty()) {
        finding.fault = "webhook secrets are set, but no key: nobody pays by Stripe";
        finding.advice = "Set stripe_secret_key, or take stripe_webhook_secrets away.";
    } else if (!is_stripe_key(key)) {
        finding.fault = "the key is none of Stripe's: it has another beginning or other characters";
        finding.advice = "Copy stripe_secret_key from the dashboard of Stripe once more.";
    } else if (secrets == 0) {
        finding.fault = "there is no webhook secret: payments are found late, by asking";
        finding.advice = "Set stripe_webhook_secrets (docs/how-to/stripe.md).";
    } else {
        const bool is_live = key.find("_live_") != std::string::npos;
        finding.subject = std::string("Stripe: a key for ") +
                          (is_live ? "real money" : "test payments") + " and " +
                          std::to_string(secrets) +
                          (secrets == 1 ? " webhook secret" : " webhook secrets");
    }
    return finding;
}

std::vector<Finding> examine(pg::BlockingConnection& connection, const std::string& database_url) {
    std::vector<Finding> findings = {check_version(connection), check_clock(connection)};
    for (const auto* setting : {"fsync", "synchronous_commit", "full_page_writes"}) {
        findings.push_back(check_durable(connection, setting));
    }
    findings.push_back(check_migrations(database_url));
    for (const auto& file : sql::files()) {
        if (file.path.starts_with(checks_folder)) findings.push_back(run_check(connection, file));
    }
    return findings;
}

}  // namespace

int doctor(const config::Configuration& configuration) {
    const LogSession log(configuration.settings);
    auto database = Database::open_for_command(configuration, false);
    if (!database) return report(database.error());
    auto connection = pg::BlockingConnection::open(database->url());
    if (!connection) {
        base::Error error;
        error.detail = "Could not reach the database: " + connection.error().message +
                       ". Check --database-url and that the server runs.";
        return report(error);
    }
    std::vector<Finding> findings = examine(*connection, database->url());
    findings.push_back(check_stripe(configuration.settings));
    int faults = 0;
    for (const auto& finding : findings) {
        if (finding.fault.empty()) {
            std::cout << "ok    " << finding.subject << '\n';
            continue;
        }
        ++faults;
        std::cout << "FAULT " << finding.subject << ": " << finding.fault << "\n      "
                  << finding.advice << '\n';
    }
    std::cout << (faults == 0 ? "All is well.\n" : std::to_string(faults) + " faults.\n");
    return faults == 0 ? exit_success : exit_failure;
}

}  // namespace cli

// `bookingtms audit verify`: whether anybody changed what the audit trail says.
#include "services/audit.hpp"

#include <iostream>

#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"
#include "cli/secret_key.hpp"
#include "cli/use_case.hpp"

namespace cli {
namespace {

constexpr std::int64_t rounds_per_line_of_progress = 500;

void show_progress(const services::AuditReport& report) {
    if (report.rounds % rounds_per_line_of_progress != 0) return;
    std::cerr << "  " << report.rounds << " rounds, " << report.entries << " entries" << std::endl;
}

}  // namespace

int audit_verify(const config::Configuration& configuration, const Words& words) {
    const LogSession log(configuration.settings);
    const auto keys = load_keys(configuration, WithoutSecret::refuse);
    if (!keys) return report(keys.error());
    auto database = Database::open_for_command(configuration, false);
    if (!database) return report(database.error());
    const UseCase<services::AuditReport> verify = [&](services::Context context) {
        context.keys = &*keys;
        const auto organization = words.empty() ? std::nullopt : std::optional(words.at(0));
        return services::verify_audit(context, organization, &show_progress);
    };
    const auto found = run_use_case(database->url(), verify);
    if (!found) return report(found.error());
    for (const services::AuditFinding& finding : found->findings) {
        std::cout << "FAULT round " << finding.round << ": " << finding.says << '\n';
    }
    std::cout << found->rounds << " rounds with " << found->entries << " entries checked, "
              << found->dropped << " entries were dropped by retention, " << found->unsealed
              << " wait for their seal.\n";
    if (found->rounds > 0) {
        std::cout << "Newest round: " << found->rounds << ", seal " << found->last_seal
                  << "\nThe log of the server has said the same (audit_sealed) if no round is "
                     "missing at the end.\n";
    }
    if (!found->findings.empty()) return exit_failure;
    std::cout << "Nobody changed the audit trail" << (words.empty() ? "" : " of " + words.at(0))
              << ".\n";
    return exit_success;
}

}  // namespace cli

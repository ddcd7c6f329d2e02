// `bookingtms tenant`: makes an organization without a platform admin.
#include <boost/json.hpp>
#include <iostream>

#include "api/organization_input.hpp"
#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"
#include "cli/secret_key.hpp"
#include "cli/service.hpp"
#include "cli/use_case.hpp"
#include "services/mail.hpp"
#include "services/platform.hpp"

namespace cli {
namespace {

base::Result<services::OrganizationInput> read_organization(const Words& words) {
    const boost::json::value body = {{"name", words.at(0)},        {"slug", words.at(1)},
                                     {"currency", words.at(2)},    {"time_zone", words.at(3)},
                                     {"owner_email", words.at(4)}, {"owner_name", words.at(5)}};
    return api::read_organization(body);
}

}  // namespace

int tenant_create(const config::Configuration& configuration, const Words& words) {
    const LogSession log(configuration.settings);
    const auto input = read_organization(words);
    if (!input) return report_field(input.error());
    const auto keys = load_keys(configuration, WithoutSecret::refuse);
    if (!keys) return report(keys.error());
    auto database = Database::open_for_command(configuration, false);
    if (!database) return report(database.error());
    const UseCase<store::NewOrganization> use_case = [&](services::Context context) {
        return services::add_organization(context, *input);
    };
    const auto organization = run_use_case(database->url(), use_case);
    if (!organization) {
        if (organization.error().code != base::ErrorCode::already_exists) {
            return report(organization.error());
        }
        base::Error error = organization.error();
        error.detail = "There is already an organization " + input->slug +
                       " or a user with the address " + input->owner_email + ".";
        return report(error);
    }
    const std::string url = public_url(configuration.settings, configuration.settings.port);
    std::cout
        << organization->name << " is there.\n"
        << "  Id             " << base::to_string(organization->id) << "\n"
        << "  Booking page   " << url << "/book/" << organization->embed_key << "\n"
        << "  Its owner      "
        << services::link_url(*keys, url, "invitation", organization->id, organization->link_id)
        << "\nThe owner's link works once, within seven days; it is on its way by mail, too.\n";
    return exit_success;
}

}  // namespace cli

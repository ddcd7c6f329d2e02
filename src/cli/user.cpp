// `bookingtms user`: the first platform admin, whom nobody can invite.
#include <boost/json.hpp>
#include <iostream>

#include "base/fields.hpp"
#include "base/limits.hpp"
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

struct Person {
    std::string email;
    std::string full_name;
};

base::Result<Person> read_person(const Words& words) {
    const boost::json::value value = {{"EMAIL", words.at(0)}, {"NAME", words.at(1)}};
    base::Fields fields(value, "");
    base::TextLimits limits;
    limits.characters_max = base::full_name_characters_max;
    Person person;
    person.email = fields.email("EMAIL");
    person.full_name = fields.text("NAME", limits);
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return person;
}

}  // namespace

int user_create_admin(const config::Configuration& configuration, const Words& words) {
    const LogSession log(configuration.settings);
    const auto person = read_person(words);
    if (!person) return report_field(person.error());
    const auto keys = load_keys(configuration, WithoutSecret::refuse);
    if (!keys) return report(keys.error());
    auto database = Database::open_for_command(configuration, false);
    if (!database) return report(database.error());
    const UseCase<services::Invitation> create = [&](services::Context context) {
        return services::create_platform_admin(context, person->email, person->full_name);
    };
    const auto invited = run_use_case(database->url(), create);
    if (!invited) {
        if (invited.error().code != base::ErrorCode::already_exists) return report(invited.error());
        base::Error error = invited.error();
        error.detail = "There is already a user with the address " + person->email + ".";
        return report(error);
    }
    std::cout << person->full_name
              << " is a platform admin. Choose the password here, once, within "
              << "seven days:\n  "
              << services::link_url(*keys,
                                    public_url(configuration.settings, configuration.settings.port),
                                    "invitation", invited->organization_id, invited->link_id)
              << "\nThe same link is on its way by mail.\n";
    return exit_success;
}

}  // namespace cli

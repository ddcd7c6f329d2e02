// `bookingtms key`: makes, lists and revokes the API keys of an organization, for operators.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/database.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_session.hpp"
#include "cli/report.hpp"
#include "cli/use_case.hpp"
#include "services/api_keys.hpp"

namespace cli {
namespace {

using KeyUse = UseCase<store::Outcome>;

base::Result<store::Outcome> run(const config::Configuration& configuration, const KeyUse& use) {
    const LogSession log(configuration.settings);
    auto database = Database::open_for_command(configuration, false);
    if (!database) return base::fail(database.error());
    return run_use_case(database->url(), use);
}

std::string joined(const boost::json::array& texts) {
    std::string line;
    for (const auto& text : texts) {
        if (!line.empty()) line += ',';
        line += std::string_view(text.as_string().data(), text.as_string().size());
    }
    return line;
}

void print(const boost::json::object& key) {
    std::cout << store::text_at(key, "id") << "  " << store::text_at(key, "prefix") << "  "
              << store::text_at(key, "status") << "  " << store::text_at(key, "name") << "  "
              << joined(key.at("scopes").as_array()) << '\n';
}

}  // namespace

int key_create(const config::Configuration& configuration, const Words& words) {
    std::vector<std::string> scopes(words.begin() + 2, words.end());
    const KeyUse create = [&](services::Context context) {
        return services::operator_create_api_key(context, words.at(0), words.at(1), scopes);
    };
    const auto made = run(configuration, create);
    if (!made) return report_field(made.error());
    const boost::json::object& key = made->value.at("result").as_object();
    print(key);
    std::cout << store::text_at(key, "key") << '\n'
              << "This is the whole key, told this once. Keep it where secrets are kept.\n";
    return exit_success;
}

int key_list(const config::Configuration& configuration, const Words& words) {
    const KeyUse list = [&](services::Context context) {
        return services::operator_list_api_keys(context, words.at(0));
    };
    const auto keys = run(configuration, list);
    if (!keys) return report(keys.error());
    for (const auto& key : keys->value.at("data").as_array()) print(key.as_object());
    return exit_success;
}

int key_revoke(const config::Configuration& configuration, const Words& words) {
    const auto id = read_id(words.at(0), "an API key");
    if (!id) return report(id.error());
    const KeyUse revoke = [&](services::Context context) {
        return services::operator_revoke_api_key(context, *id);
    };
    const auto revoked = run(configuration, revoke);
    if (!revoked) return report(revoked.error());
    print(revoked->value.at("result").as_object());
    return exit_success;
}

}  // namespace cli

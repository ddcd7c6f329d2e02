// Asking who a request comes from.
#include "store/identity.hpp"

#include "store/outcome.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

std::vector<std::string> texts_at(const boost::json::object& object, std::string_view name) {
    std::vector<std::string> texts;
    for (const auto& value : object.at(name).as_array()) {
        const auto& text = value.as_string();
        texts.emplace_back(text.data(), text.size());
    }
    return texts;
}

}  // namespace

base::Task<base::Result<CurrentUser>> who_am_i(Context context) {
    static const pg::Query& who = query("who_am_i");
    pg::Statement statement;
    statement.query = &who;
    const auto outcome = co_await read_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    const boost::json::object& object = outcome->value;
    CurrentUser user;
    user.organization_id = uuid_at(object, "organization_id");
    user.organization_status = text_at(object, "organization_status");
    user.is_platform_admin = object.at("is_platform_team").as_bool();
    user.is_abroad = user.organization_id != uuid_at(object, "home_organization_id");
    user.needs_second_factor = object.at("needs_second_factor").as_bool();
    user.role = text_at(object, "role");
    user.permissions = texts_at(object, "permissions");
    co_return user;
}

base::Task<base::Result<ApiKeyIdentity>> identify_api_key(Context context, std::string public_id,
                                                          std::string address) {
    static const pg::Query& identify = query("identify_api_key");
    pg::Statement statement;
    statement.query = &identify;
    statement.params.text(std::move(public_id)).text(std::move(address));
    const auto outcome = co_await read_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    const boost::json::object& object = outcome->value;
    ApiKeyIdentity key;
    key.key_hash = text_at(object, "key_hash");
    key.api_key_id = uuid_at(object, "api_key_id");
    key.organization_id = uuid_at(object, "organization_id");
    key.organization_status = text_at(object, "organization_status");
    key.rate_limit = static_cast<int>(object.at("rate_limit").as_int64());
    key.scopes = texts_at(object, "scopes");
    key.expired = object.at("expired").as_bool();
    key.revoked = object.at("revoked").as_bool();
    key.address_allowed = object.at("address_allowed").as_bool();
    key.touch_due = object.at("touch_due").as_bool();
    co_return key;
}

base::Task<base::Result<void>> touch_api_key(Context context, std::string address) {
    static const pg::Query& touch = query("touch_api_key");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &touch;
    statement.params.text(std::move(address));
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return base::Result<void>();
}

base::Task<base::Result<void>> log_event(Context context, std::string action, std::string resource,
                                         std::string details) {
    static const pg::Query& log = query("log_my_event");
    pg::Statement statement;
    statement.query = &log;
    statement.params.text(std::move(action)).text(std::move(resource)).text(std::move(details));
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return base::Result<void>();
}

}  // namespace store

// /v1/auth: links that were mailed, and the second factor.
#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/passwords.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"
#include "services/people.hpp"
#include "services/second_factor.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t token_characters_max = 200;
constexpr std::size_t code_characters_max = 32;

struct FactorInput {
    std::string password;
    services::TypedFactor factor;
};

base::Result<FactorInput> read_factor_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    FactorInput input;
    input.password = read_password(fields, "password");
    input.factor = read_factor(fields);
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

http::Response email_reply(const std::string& email) {
    boost::json::object json;
    json["email"] = email;
    return json_reply(200, json);
}

http::Response recovery_codes_reply(const std::vector<std::string>& codes) {
    boost::json::object json;
    json["recovery_codes"] = boost::json::array(codes.begin(), codes.end());
    return json_reply(200, json);
}

}  // namespace

// POST /v1/auth/password/forgot
base::Task<http::Response> forgot_password(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string email = fields.email("email");
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto asked = co_await services::forgot_password(call.context, std::move(email));
    if (!asked) co_return problem(call, asked.error());
    boost::json::object json;
    json["message"] = "If there is an account with this address, a mail is on its way.";
    co_return json_reply(202, json);
}

// POST /v1/auth/password/reset
base::Task<http::Response> reset_password(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string token = fields.text("token", up_to(token_characters_max));
    std::string password = read_password(fields, "new_password");
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto email =
        co_await services::reset_password(call.context, std::move(token), std::move(password));
    if (!email) co_return problem(call, email.error());
    co_return email_reply(*email);
}

// POST /v1/auth/invitation/accept
base::Task<http::Response> accept_invitation(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string token = fields.text("token", up_to(token_characters_max));
    auto full_name = fields.optional_text("full_name", up_to(base::full_name_characters_max));
    std::string password = read_password(fields, "password");
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto email = co_await services::accept_invitation(
        call.context, std::move(token), std::move(full_name), std::move(password));
    if (!email) co_return problem(call, email.error());
    co_return email_reply(*email);
}

// POST /v1/auth/second-factor
base::Task<http::Response> start_second_factor(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string password = read_password(fields, "password");
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto started =
        co_await services::start_second_factor(call.context, *call.staff, std::move(password));
    if (!started) co_return problem(call, started.error());
    boost::json::object json;
    json["secret"] = started->secret;
    json["uri"] = started->uri;
    co_return json_reply(200, json);
}

// POST /v1/auth/second-factor/confirm
base::Task<http::Response> confirm_second_factor(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string code = fields.text("code", up_to(code_characters_max));
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto codes =
        co_await services::confirm_second_factor(call.context, *call.staff, std::move(code));
    if (!codes) co_return problem(call, codes.error());
    co_return recovery_codes_reply(*codes);
}

// DELETE /v1/auth/second-factor
base::Task<http::Response> remove_second_factor(Call call) {
    auto input = read_factor_input(call);
    if (!input) co_return problem(call, input.error());
    const auto removed = co_await services::remove_second_factor(
        call.context, *call.staff, std::move(input->password), std::move(input->factor));
    if (!removed) co_return problem(call, removed.error());
    co_return empty_reply();
}

// POST /v1/auth/second-factor/recovery-codes
base::Task<http::Response> renew_recovery_codes(Call call) {
    auto input = read_factor_input(call);
    if (!input) co_return problem(call, input.error());
    const auto codes = co_await services::renew_recovery_codes(
        call.context, *call.staff, std::move(input->password), std::move(input->factor));
    if (!codes) co_return problem(call, codes.error());
    co_return recovery_codes_reply(*codes);
}

}  // namespace api::handlers

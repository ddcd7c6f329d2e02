// /v1/auth: signing in and out, and what guards an account.
#include <boost/json.hpp>

#include "api/cookies.hpp"
#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/passwords.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "services/sign_in.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t token_characters_max = 200;

struct LoginInput {
    services::SignInInput sign_in;
    bool cookie = false;
};

base::Result<LoginInput> read_login(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    LoginInput input;
    input.sign_in.email = fields.email("email");
    input.sign_in.password = read_password(fields, "password");
    input.sign_in.factor = read_factor(fields);
    input.cookie = fields.boolean_or("cookie", false);
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

bool is_secure(const Call& call) {
    return call.context.rules->public_url.starts_with("https://");
}

// A browser says where a request comes from. Another site must not sign anybody in or use the
// refresh cookie.
bool from_another_site(const Call& call) {
    if (const auto site = call.request.header("sec-fetch-site")) {
        return *site != "same-origin" && *site != "none";
    }
    const auto origin = call.request.header("origin");
    if (!origin || *origin == call.context.rules->public_url) return false;
    const std::size_t scheme = origin->find("://");
    return scheme == std::string_view::npos ||
           origin->substr(scheme + 3) != call.request.header("host").value_or("");
}

// The tokens in the body, or in cookies where the browser keeps them.
http::Response signed_in_reply(const Call& call, const services::SignedIn& signed_in, bool cookie) {
    boost::json::object json;
    if (cookie) {
        json["csrf_token"] = signed_in.csrf_token;
    } else {
        json["access_token"] = signed_in.access_token;
        json["token_type"] = "Bearer";
        json["refresh_token"] = signed_in.refresh_token;
    }
    json["expires_in"] = services::access_token_seconds.count();
    json["user"] = signed_in.user;
    http::Response response = json_reply(200, json);
    if (cookie) {
        set_sign_in_cookies(response, signed_in.access_token, signed_in.refresh_token,
                            is_secure(call));
    }
    return response;
}

http::Response signed_out_reply(const Call& call) {
    http::Response response = empty_reply();
    clear_sign_in_cookies(response, is_secure(call));
    return response;
}

}  // namespace

// POST /v1/auth/login
base::Task<http::Response> log_in(Call call) {
    auto input = read_login(call);
    if (!input) co_return problem(call, input.error());
    if (input->cookie && from_another_site(call)) {
        base::Error error;
        error.code = base::ErrorCode::csrf_token_invalid;
        error.detail = "Another site may not sign in here.";
        co_return problem(call, error);
    }
    const auto signed_in = co_await services::sign_in(call.context, std::move(input->sign_in));
    if (!signed_in) co_return problem(call, signed_in.error());
    co_return signed_in_reply(call, *signed_in, input->cookie);
}

// POST /v1/auth/refresh
base::Task<http::Response> refresh(Call call) {
    const auto body = read_json(call, true);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    auto token = fields.optional_text("refresh_token", up_to(token_characters_max));
    if (auto error = fields.finish()) co_return problem(call, *error);
    const bool from_cookie = !token;
    if (from_cookie) token = cookie_of(call.request, refresh_cookie);
    base::Error error;
    error.code = base::ErrorCode::unauthenticated;
    if (!token) co_return problem(call, error);
    if (from_cookie && from_another_site(call)) {
        error.code = base::ErrorCode::csrf_token_invalid;
        error.detail = "Another site may not use this cookie.";
        co_return problem(call, error);
    }
    const auto signed_in = co_await services::refresh_sign_in(call.context, std::move(*token));
    if (!signed_in) co_return problem(call, signed_in.error());
    co_return signed_in_reply(call, *signed_in, from_cookie);
}

// POST /v1/auth/logout
base::Task<http::Response> log_out(Call call) {
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    const auto ended = co_await services::end_sign_in(call.context, *call.staff, std::nullopt);
    if (!ended) co_return problem(call, ended.error());
    co_return signed_out_reply(call);
}

// POST /v1/auth/logout-all
base::Task<http::Response> log_out_everywhere(Call call) {
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    const auto ended = co_await services::end_sign_ins(call.context, *call.staff);
    if (!ended) co_return problem(call, ended.error());
    co_return signed_out_reply(call);
}

// GET /v1/auth/sign-ins
base::Task<http::Response> list_sign_ins(Call call) {
    if (const auto error = check_query(call, std::vector<std::string_view>())) {
        co_return problem(call, *error);
    }
    const auto sign_ins = co_await services::list_sign_ins(call.context, *call.staff);
    if (!sign_ins) co_return problem(call, sign_ins.error());
    co_return list_reply(*sign_ins);
}

// DELETE /v1/auth/sign-ins/{id}
base::Task<http::Response> end_sign_in(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::not_found);
    if (!id) co_return problem(call, id.error());
    const auto ended = co_await services::end_sign_in(call.context, *call.staff, *id);
    if (!ended) co_return problem(call, ended.error());
    co_return empty_reply();
}

// POST /v1/auth/password
base::Task<http::Response> change_password(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    std::string current = read_password(fields, "current_password");
    std::string chosen = read_password(fields, "new_password");
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto changed = co_await services::change_password(call.context, *call.staff,
                                                            std::move(current), std::move(chosen));
    if (!changed) co_return problem(call, changed.error());
    co_return signed_in_reply(call, *changed, !call.request.header("authorization"));
}

}  // namespace api::handlers

// Credentials of a request: an access token, the same in a cookie, or an API key.
#include "api/authenticate.hpp"

#include "api/cookies.hpp"
#include "api/routes.hpp"
#include "base/text.hpp"
#include "crypto/jwt.hpp"
#include "crypto/token.hpp"

namespace api {
namespace {

constexpr std::string_view bearer = "bearer ";

struct Credentials {
    std::string token;
    bool from_cookie = false;
};

// Authorization wins: a browser's cookie never changes what a program asked for by name.
std::optional<Credentials> credentials_of(const http::Request& request) {
    Credentials credentials;
    if (const auto header = request.header("authorization")) {
        if (!base::lower(header->substr(0, bearer.size())).starts_with(bearer)) return std::nullopt;
        credentials.token = base::trim(header->substr(bearer.size()));
        return credentials;
    }
    auto cookie = cookie_of(request, access_cookie);
    if (!cookie) return std::nullopt;
    credentials.token = std::move(*cookie);
    credentials.from_cookie = true;
    return credentials;
}

bool changes_something(http::Method method) {
    return method != http::Method::get && method != http::Method::head;
}

// Another site can make a browser send its cookies, but it cannot read the token that belongs to
// them.
bool has_csrf_token(const Call& call, const base::Uuid& sign_in_id) {
    const auto given = call.request.header("x-csrf-token");
    return given && crypto::constant_time_equal(
                        *given, services::csrf_token_of(*call.context.keys, sign_in_id));
}

// Organization-Id: where a platform admin wants to work.
base::Result<std::optional<base::Uuid>> organization_asked_for(const http::Request& request) {
    const auto header = request.header("organization-id");
    if (!header) return std::optional<base::Uuid>();
    const auto id = base::parse_uuid(base::trim(*header));
    if (!id) return base::fail(base::ErrorCode::organization_not_found, "");
    return id;
}

base::Task<base::Result<services::Staff>> identify_by(Call call, Credentials credentials,
                                                      std::optional<base::Uuid> organization_id) {
    if (services::looks_like_api_key(credentials.token)) {
        auto staff =
            co_await services::identify_api_key(call.context, std::move(credentials.token));
        if (staff && organization_id && *organization_id != staff->organization_id) {
            co_return base::fail(base::ErrorCode::organization_not_found, "");
        }
        co_return staff;
    }
    const auto claims = crypto::verify_access_token(call.context.keys->access_tokens(),
                                                    credentials.token, call.context.clock->now());
    if (!claims) co_return base::fail(base::ErrorCode::unauthenticated, "");
    if (credentials.from_cookie && changes_something(call.request.method) &&
        !has_csrf_token(call, claims->session_id)) {
        co_return base::fail(base::ErrorCode::csrf_token_invalid, "");
    }
    services::SignIn sign_in;
    sign_in.user_id = claims->user_id;
    sign_in.sign_in_id = claims->session_id;
    co_return co_await services::identify_user(call.context, sign_in, organization_id);
}

std::optional<base::Error> refusal_of(const services::Staff& staff, std::string_view access) {
    base::Error error;
    if (staff.is_suspended) {
        error.code = base::ErrorCode::organization_suspended;
        return error;
    }
    if (access == access::signed_in || staff.may(access)) return std::nullopt;
    if (staff.needs_second_factor) {
        error.code = base::ErrorCode::second_factor_setup_required;
        return error;
    }
    error.code = base::ErrorCode::permission_denied;
    error.detail = "This takes the permission " + std::string(access) + ".";
    return error;
}

}  // namespace

bool shows_api_key(const http::Request& request) {
    const auto credentials = credentials_of(request);
    return credentials && services::looks_like_api_key(credentials->token);
}

base::Task<base::Result<services::Staff>> identify(Call call) {
    auto credentials = credentials_of(call.request);
    if (!credentials) co_return base::fail(base::ErrorCode::unauthenticated, "");
    const auto organization_id = organization_asked_for(call.request);
    auto staff =
        co_await identify_by(call, std::move(*credentials), organization_id.value_or(std::nullopt));
    if (staff && !organization_id) co_return base::fail(organization_id.error());
    co_return staff;
}

base::Task<base::Result<void>> admit(Call call, services::Staff staff, std::string_view access) {
    const std::string place =
        std::string(http::to_string(call.request.method)) + " " + call.request.path;
    if (auto error = refusal_of(staff, access)) {
        const auto noted = co_await services::note_refusal(call.context, staff, place);
        if (!noted) co_return base::fail(noted.error());
        co_return base::fail(std::move(*error));
    }
    // Nobody looks into an organization from outside unless it is on record.
    if (staff.is_abroad) {
        const auto noted = co_await services::note_platform_access(call.context, staff, place);
        if (!noted) co_return base::fail(noted.error());
    }
    co_return base::Result<void>();
}

}  // namespace api

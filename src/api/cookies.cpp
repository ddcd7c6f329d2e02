// Cookies of browsers that are signed in.
#include "api/cookies.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "services/sign_in.hpp"

namespace api {
namespace {

// Lax for the access token: a link from a mail into the admin app finds the user signed in.
constexpr std::string_view access_attributes = "; Path=/; HttpOnly; SameSite=Lax";
constexpr std::string_view refresh_attributes = "; Path=/v1/auth; HttpOnly; SameSite=Strict";

void set_cookie(http::Response& response, std::string_view name, const std::string& value,
                std::chrono::seconds age, std::string_view attributes, bool secure) {
    response.set("Set-Cookie", std::string(name) + "=" + value +
                                   "; Max-Age=" + std::to_string(age.count()) +
                                   std::string(attributes) + (secure ? "; Secure" : ""));
}

}  // namespace

std::optional<std::string> cookie_of(const http::Request& request, std::string_view name) {
    std::string_view rest = request.header("cookie").value_or("");
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        const std::string_view pair = base::trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return std::string(pair.substr(equals + 1));
        }
    }
    return std::nullopt;
}

void set_sign_in_cookies(http::Response& response, const std::string& access_token,
                         const std::string& refresh_token, bool secure) {
    set_cookie(response, access_cookie, access_token, services::access_token_seconds,
               access_attributes, secure);
    set_cookie(response, refresh_cookie, refresh_token, services::refresh_token_seconds,
               refresh_attributes, secure);
}

void clear_sign_in_cookies(http::Response& response, bool secure) {
    set_cookie(response, access_cookie, "", std::chrono::seconds(0), access_attributes, secure);
    set_cookie(response, refresh_cookie, "", std::chrono::seconds(0), refresh_attributes, secure);
}

}  // namespace api

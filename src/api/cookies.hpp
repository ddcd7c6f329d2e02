// Cookies of browsers that are signed in (RFC 6265).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace api {

// The access token, for every path; the refresh token, for /v1/auth alone.
inline constexpr std::string_view access_cookie = "btms_access";
inline constexpr std::string_view refresh_cookie = "btms_refresh";

// The value of the first cookie of this name.
std::optional<std::string> cookie_of(const http::Request& request, std::string_view name);

// Gives a browser both tokens, out of reach of its scripts. `secure`: over HTTPS only.
void set_sign_in_cookies(http::Response& response, const std::string& access_token,
                         const std::string& refresh_token, bool secure);

// Makes a browser forget them.
void clear_sign_in_cookies(http::Response& response, bool secure);

}  // namespace api

// Passwords and second factors in the bodies of requests.
#pragma once

#include <string>
#include <string_view>

#include "base/fields.hpp"
#include "services/credentials.hpp"

namespace api {

// As it was typed: spaces belong to a password. What is too long to be one is invalid_field.
std::string read_password(base::Fields& fields, std::string_view name);

// "code" and "recovery_code", of which at most one may be given.
services::TypedFactor read_factor(base::Fields& fields);

}  // namespace api

// Whom one can sign in as in `bookingtms dev`.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace cli {

struct DemoUser {
    std::string email;
    std::string password;
    std::string role;
    std::string organization;  // its slug
};

// The owners of the demo organizations and one platform admin, each with a new random password that
// is good until the next start; nobody where the demo organizations are not there.
base::Result<std::vector<DemoUser>> give_demo_users(const std::string& database_url);

}  // namespace cli

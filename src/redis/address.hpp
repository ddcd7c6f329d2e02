// Where a Redis server is, as operators write it.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace redis {

struct Address {
    std::string host;
    std::string port = "6379";
    std::string user;      // empty: the default user
    std::string password;  // empty: the server asks for none
    int database = 0;
};

// "redis://[[user]:password@]host[:port][/database]"; user and password percent-encoded, an IPv6
// address in brackets. invalid_configuration says what is wrong, and never shows the password.
base::Result<Address> parse_address(std::string_view url);

}  // namespace redis

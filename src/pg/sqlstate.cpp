// Which errors of the server pass by themselves.
#include "pg/sqlstate.hpp"

#include <algorithm>
#include <array>

namespace pg::sqlstate {
namespace {

constexpr std::array passing = {serialization_failure, deadlock_detected, lock_not_available,
                                too_many_connections,  admin_shutdown,    crash_shutdown,
                                cannot_connect_now};

}  // namespace

bool worth_retrying(std::string_view sqlstate) {
    return std::find(passing.begin(), passing.end(), sqlstate) != passing.end();
}

}  // namespace pg::sqlstate

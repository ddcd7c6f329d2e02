// Which errors of the server pass by themselves.
#include "pg/sqlstate.hpp"

#include <gtest/gtest.h>

namespace pg::sqlstate {
namespace {

TEST(Sqlstate, WhatAnotherTransactionOrARestartCausedIsWorthRetrying) {
    for (const auto state :
         {serialization_failure, deadlock_detected, lock_not_available, too_many_connections,
          admin_shutdown, crash_shutdown, cannot_connect_now}) {
        EXPECT_TRUE(worth_retrying(state)) << state;
    }
}

TEST(Sqlstate, WhatTheUnitItselfOrALackOfRoomCausedIsNot) {
    for (const auto state : {unique_violation, check_violation, insufficient_privilege,
                             read_only_sql_transaction, query_canceled, disk_full}) {
        EXPECT_FALSE(worth_retrying(state)) << state;
    }
    EXPECT_FALSE(worth_retrying(""));
}

}  // namespace
}  // namespace pg::sqlstate

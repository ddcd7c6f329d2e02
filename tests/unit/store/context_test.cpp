// What clients hear of errors of the database.
#include "store/context.hpp"

#include <gtest/gtest.h>

#include "pg/sqlstate.hpp"

namespace {

base::Error error_of(std::string_view sqlstate) {
    pg::Failure failure;
    failure.sqlstate = sqlstate;
    failure.message = "relation \"secrets\" of another tenant";
    return store::to_error(failure);
}

TEST(ErrorOfTheDatabase, SaysWhatToRepeatAndNothingOfItself) {
    const std::pair<std::string_view, base::ErrorCode> table[] = {
        {pg::sqlstate::serialization_failure, base::ErrorCode::overloaded},
        {pg::sqlstate::lock_not_available, base::ErrorCode::overloaded},
        {pg::sqlstate::query_canceled, base::ErrorCode::deadline_exceeded},
        {pg::sqlstate::disk_full, base::ErrorCode::database_unavailable},
        {pg::sqlstate::check_violation, base::ErrorCode::internal},
    };
    for (const auto& [sqlstate, code] : table) {
        const base::Error error = error_of(sqlstate);
        EXPECT_EQ(error.code, code) << sqlstate;
        EXPECT_EQ(error.detail.find("secrets"), std::string::npos) << sqlstate;
        EXPECT_NE(error.cause.find("secrets"), std::string::npos) << sqlstate;
        const bool may_be_repeated = code != base::ErrorCode::internal;
        EXPECT_EQ(error.retry_after_seconds > 0, may_be_repeated) << sqlstate;
    }
}

}  // namespace

// Forgetting what nobody needs any more. sql/queries/maintenance.sql.
#pragma once

#include "store/context.hpp"

namespace store {

// How many rows went, at most `rows_max`: as many means that there are more. For the engine.
base::Task<base::Result<std::int64_t>> forget_idempotency_keys(Context context, int age_hours,
                                                               int rows_max);
base::Task<base::Result<std::int64_t>> forget_outbox(Context context, int age_hours, int rows_max);
base::Task<base::Result<std::int64_t>> forget_code_attempts(Context context, int age_hours,
                                                            int rows_max);
base::Task<base::Result<std::int64_t>> forget_payment_events(Context context, int age_hours,
                                                             int rows_max);

}  // namespace store

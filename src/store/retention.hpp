// Forgetting what nobody needs any more. sql/queries/maintenance.sql.
#pragma once

#include "store/context.hpp"

namespace store {

// How many rows went. For the engine.
base::Task<base::Result<std::int64_t>> forget_idempotency_keys(Context context, int age_hours);
base::Task<base::Result<std::int64_t>> forget_outbox(Context context, int age_hours);
base::Task<base::Result<std::int64_t>> forget_code_attempts(Context context, int age_hours);
base::Task<base::Result<std::int64_t>> forget_payment_events(Context context, int age_hours);

}  // namespace store

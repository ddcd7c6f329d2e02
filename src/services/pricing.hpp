// What is sold and for how much: set by the staff of an organization, quoted to its visitors.
#pragma once

#include "services/staff.hpp"
#include "store/pricing.hpp"

namespace services {

// Of one activity, unless that is nothing. permission_denied.
base::Task<base::Result<store::Outcome>> list_pricing(Context context, Staff staff,
                                                      store::PricingKind kind,
                                                      std::optional<base::Uuid> activity_id,
                                                      int limit,
                                                      std::optional<base::Uuid> starting_after);

// permission_denied | the kind's own ..._not_found.
base::Task<base::Result<store::Outcome>> read_pricing(Context context, Staff staff,
                                                      store::PricingKind kind, base::Uuid id);

// permission_denied | idempotency_key_reused | activity_not_found | ticket_type_not_found |
// invalid_field | already_exists.
base::Task<base::Result<store::Outcome>> create_pricing(Context context, Staff staff,
                                                        store::PricingKind kind,
                                                        store::PricingValues values,
                                                        store::Idempotency idempotency);

// permission_denied | the kind's own ..._not_found | precondition_failed | invalid_field |
// activity_not_found.
base::Task<base::Result<store::Outcome>> update_pricing(Context context, Staff staff,
                                                        store::PricingKind kind, base::Uuid id,
                                                        std::int64_t expected_version,
                                                        store::PricingValues values);

// permission_denied.
base::Task<base::Result<store::Outcome>> read_fees(Context context, Staff staff);

// The platform's fee is for platform admins alone. permission_denied | precondition_failed.
base::Task<base::Result<store::Outcome>> update_fees(Context context, Staff staff,
                                                     std::int64_t expected_version,
                                                     boost::json::object columns);

// What a booking would cost: sql/functions/37_quotes.sql says what `question` has and what may go
// wrong.
base::Task<base::Result<store::Outcome>> quote_booking(Context context, Visitor visitor,
                                                       boost::json::object question);

}  // namespace services

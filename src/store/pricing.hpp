// What is sold and for how much: ticket types, price rules, tax rates, promo codes and fees, for
// the staff of an organization, and quotes for its visitors. sql/queries/pricing.sql.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

// Things that are listed, read, made and edited in the same way.
enum class PricingKind { ticket_type, price_rule, tax_rate, promo_code };

struct PricingValues {
    boost::json::object columns;  // by the names of their columns; an edit has those that change
    // Of ticket types and price rules, and of tax rates that are not for all activities; when made.
    std::optional<base::Uuid> activity_id;
    // Of promo codes; nothing: as they were, or for all activities.
    std::optional<std::vector<base::Uuid>> activity_ids;
};

// Of one activity, unless that is nothing. permission_denied.
base::Task<base::Result<Outcome>> list_pricing(Context context, PricingKind kind,
                                               std::optional<base::Uuid> activity_id, int limit,
                                               std::optional<base::Uuid> starting_after);

// permission_denied | the kind's own ..._not_found.
base::Task<base::Result<Outcome>> read_pricing(Context context, PricingKind kind, base::Uuid id);

// permission_denied | idempotency_key_reused | activity_not_found | ticket_type_not_found |
// invalid_field | already_exists.
base::Task<base::Result<Outcome>> create_pricing(Context context, PricingKind kind, base::Uuid id,
                                                 PricingValues values, Idempotency idempotency);

// permission_denied | the kind's own ..._not_found | precondition_failed | invalid_field |
// activity_not_found.
base::Task<base::Result<Outcome>> update_pricing(Context context, PricingKind kind, base::Uuid id,
                                                 std::int64_t expected_version,
                                                 PricingValues values);

// The fees of an organization. permission_denied.
base::Task<base::Result<Outcome>> read_fees(Context context);

// permission_denied | precondition_failed.
base::Task<base::Result<Outcome>> update_fees(Context context, std::int64_t expected_version,
                                              boost::json::object columns);

// What a booking would cost: sql/functions/37_quotes.sql says what `question` has and what may go
// wrong.
base::Task<base::Result<Outcome>> quote_booking(Context context, boost::json::object question);

}  // namespace store

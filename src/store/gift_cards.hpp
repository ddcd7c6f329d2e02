// Gift cards of an organization, for its staff. sql/functions/57_gift_cards.sql.
#pragma once

#include <boost/json.hpp>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

// permission_denied.
base::Task<base::Result<Outcome>> list_gift_cards(Context context, int limit,
                                                  std::optional<base::Uuid> starting_after);

// permission_denied | gift_card_not_found.
base::Task<base::Result<Outcome>> read_gift_card(Context context, base::Uuid id);

// `code` is what customers type, made from `id`; `columns` by the names of their columns.
// permission_denied | idempotency_key_reused | invalid_field.
base::Task<base::Result<Outcome>> issue_gift_card(Context context, base::Uuid id, std::string code,
                                                  boost::json::object columns,
                                                  Idempotency idempotency);

// permission_denied | idempotency_key_reused | gift_card_not_found | invalid_transition.
base::Task<base::Result<Outcome>> void_gift_card(Context context, base::Uuid id,
                                                 Idempotency idempotency);

}  // namespace store

// Gift cards of an organization. The code that customers type is made from the card's id with the
// server's key, so that it stands nowhere; only its hash is kept.
#pragma once

#include <string>

#include "services/staff.hpp"
#include "store/gift_cards.hpp"

namespace services {

// "K7QX-2M9T-BD4W-8HRC": 80 bits that nobody guesses, without letters that look like digits. The
// newest key makes codes; those that an older one made stay good.
std::string gift_card_code(const crypto::Keys& keys, const base::Uuid& organization_id,
                           const base::Uuid& gift_card_id);

// permission_denied.
base::Task<base::Result<store::Outcome>> list_gift_cards(Context context, Staff staff, int limit,
                                                         std::optional<base::Uuid> starting_after);

// permission_denied | gift_card_not_found.
base::Task<base::Result<store::Outcome>> read_gift_card(Context context, Staff staff,
                                                        base::Uuid id);

// The document has `code`, this once: null where the reply was given before. permission_denied |
// idempotency_key_reused | invalid_field.
base::Task<base::Result<store::Outcome>> issue_gift_card(Context context, Staff staff,
                                                         boost::json::object columns,
                                                         store::Idempotency idempotency);

// permission_denied | idempotency_key_reused | gift_card_not_found | invalid_transition.
base::Task<base::Result<store::Outcome>> void_gift_card(Context context, Staff staff, base::Uuid id,
                                                        store::Idempotency idempotency);

}  // namespace services

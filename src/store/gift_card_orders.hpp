// Gift cards that visitors buy. sql/functions/69_gift_card_orders.sql.
#pragma once

#include <optional>
#include <string>

#include "store/checkouts.hpp"

namespace store {

struct NewGiftCardOrder {
    std::int64_t amount_minor = 0;
    std::string provider;
    Contact buyer;
    std::optional<std::string> recipient_name;
    std::optional<std::string> recipient_email;
    std::optional<std::string> message;
    std::string success_url;
    std::string cancel_url;
    // Made by the caller, so that a repeated attempt inside the program means the same rows.
    base::Uuid id;
    base::Uuid payment_id;
    int payment_window_seconds = 0;
};

struct GiftCardOrder {
    base::Uuid id;
    base::Uuid organization_id;
    base::Uuid payment_id;
    std::string status;  // requires_payment, complete, failed, expired
    std::string url;     // where it is paid; empty before the provider said so
    std::int64_t amount_minor = 0;
    std::string currency;
    base::Instant expires_at;
    bool replayed = false;
};

// embed_not_found | idempotency_key_reused | payment_method_unavailable.
base::Task<base::Result<GiftCardOrder>> order_gift_card(Context context, NewGiftCardOrder order,
                                                        Idempotency idempotency);

// embed_not_found | gift_card_not_found.
base::Task<base::Result<GiftCardOrder>> read_gift_card_order(Context context, base::Uuid id);

}  // namespace store

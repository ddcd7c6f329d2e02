// Gift cards that visitors buy online.
#pragma once

#include "services/context.hpp"
#include "store/gift_card_orders.hpp"

namespace services {

struct GiftCardOrderInput {
    std::int64_t amount_minor = 0;
    std::string payment;  // test, stripe
    store::Contact customer;
    std::optional<std::string> recipient_name;
    std::optional<std::string> recipient_email;
    std::optional<std::string> message;
    // Where the provider sends the customer afterwards; the organization's page where they are
    // absent.
    std::optional<std::string> success_url;
    std::optional<std::string> cancel_url;
};

// Opens the payment; the card comes by mail once it is paid. payment_method_unavailable, then the
// refusals of the store, then payment_provider_unavailable.
base::Task<base::Result<store::GiftCardOrder>> order_gift_card(Context context, Visitor visitor,
                                                               GiftCardOrderInput input,
                                                               store::Idempotency idempotency);

// embed_not_found | gift_card_not_found.
base::Task<base::Result<store::GiftCardOrder>> read_gift_card_order(Context context,
                                                                    Visitor visitor, base::Uuid id);

}  // namespace services

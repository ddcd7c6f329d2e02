// From a hold to a booking.
#pragma once

#include "services/context.hpp"
#include "store/checkouts.hpp"

namespace services {

struct CheckoutInput {
    base::Uuid reservation_id;
    store::Order order;
    std::string payment;  // pay_at_venue, test, stripe
    // Where the provider sends the customer afterwards; the hosted pages where they are absent.
    std::optional<std::string> success_url;
    std::optional<std::string> cancel_url;
};

// What a customer shows at the door: ten characters that nobody guesses.
std::string new_confirmation_code();

// Confirms the booking of a live hold, or opens the payment that it waits for.
// payment_method_unavailable, then the refusals of app.check_out in its order, then
// payment_provider_unavailable: the checkout stands, its seats are kept, and the same request with
// the same Idempotency-Key asks the provider again.
base::Task<base::Result<store::Checkout>> check_out(Context context, Visitor visitor,
                                                    CheckoutInput input,
                                                    store::Idempotency idempotency);

// embed_not_found | checkout_not_found.
base::Task<base::Result<store::Checkout>> read_checkout(Context context, Visitor visitor,
                                                        base::Uuid id);

}  // namespace services

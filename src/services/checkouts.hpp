// From a hold to a booking.
#pragma once

#include "services/context.hpp"
#include "store/checkouts.hpp"

namespace services {

struct CheckoutInput {
    base::Uuid reservation_id;
    store::Contact customer;
    std::string payment;  // "pay_at_venue"
};

// What a customer shows at the door: ten characters that nobody guesses.
std::string new_confirmation_code();

// Confirms the booking of a live hold. payment_method_unavailable, then the refusals of
// app.check_out_at_venue in its order.
base::Task<base::Result<store::Checkout>> check_out(Context context, Visitor visitor,
                                                    CheckoutInput input,
                                                    store::Idempotency idempotency);

// embed_not_found | checkout_not_found.
base::Task<base::Result<store::Checkout>> read_checkout(Context context, Visitor visitor,
                                                        base::Uuid id);

}  // namespace services

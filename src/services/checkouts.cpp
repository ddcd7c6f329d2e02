// From a hold to a booking.
#include "services/checkouts.hpp"

namespace services {
namespace {

// 50 random bits: what a customer shows at the door cannot be guessed.
constexpr int confirmation_code_length = 10;

}  // namespace

std::string new_confirmation_code() {
    return base::random_code(confirmation_code_length);
}

base::Task<base::Result<store::Checkout>> check_out(Context context, Visitor visitor,
                                                    CheckoutInput input,
                                                    store::Idempotency idempotency) {
    if (input.payment != "pay_at_venue") {
        co_return base::fail(base::ErrorCode::payment_method_unavailable, "", "/payment");
    }
    const base::Instant now = context.clock->now();
    store::NewCheckout checkout;
    checkout.reservation_id = input.reservation_id;
    checkout.contact = std::move(input.customer);
    checkout.checkout_id = base::new_uuid(now);
    checkout.booking_id = base::new_uuid(now);
    checkout.customer_id = base::new_uuid(now);
    checkout.confirmation_code = new_confirmation_code();
    co_return co_await store::check_out_at_venue(as_visitor(context, visitor), std::move(checkout),
                                                 std::move(idempotency));
}

base::Task<base::Result<store::Checkout>> read_checkout(Context context, Visitor visitor,
                                                        base::Uuid id) {
    co_return co_await store::read_checkout(as_visitor(context, visitor), id);
}

}  // namespace services

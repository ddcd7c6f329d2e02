// From a hold to a booking.
#include "services/checkouts.hpp"

#include "services/payments.hpp"

namespace services {
namespace {

// 50 random bits: what a customer shows at the door cannot be guessed.
constexpr int confirmation_code_length = 10;

store::NewCheckout prepare(const Context& context, const Visitor& visitor, CheckoutInput input) {
    const base::Instant now = context.clock->now();
    store::NewCheckout checkout;
    checkout.reservation_id = input.reservation_id;
    checkout.order = std::move(input.order);
    checkout.provider = std::move(input.payment);
    checkout.checkout_id = base::new_uuid(now);
    checkout.payment_id = base::new_uuid(now);
    checkout.booking_id = base::new_uuid(now);
    checkout.customer_id = base::new_uuid(now);
    checkout.confirmation_code = new_confirmation_code();
    checkout.payment_window_seconds = payment_window_seconds(*context.rules);
    checkout.hold_window_seconds = hold_window_seconds(*context.rules);
    const std::string pages = context.rules->site_url + "/book/" + visitor.embed_key;
    checkout.success_url =
        std::move(input.success_url)
            .value_or(pages + "/confirmed/" + base::to_string(checkout.checkout_id));
    checkout.cancel_url =
        std::move(input.cancel_url)
            .value_or(pages + "/holds/" + base::to_string(checkout.reservation_id));
    return checkout;
}

}  // namespace

std::string new_confirmation_code() {
    return base::random_code(confirmation_code_length);
}

base::Task<base::Result<store::Checkout>> check_out(Context context, Visitor visitor,
                                                    CheckoutInput input,
                                                    store::Idempotency idempotency) {
    if (input.payment != "pay_at_venue" && context.payments->find(input.payment) == nullptr) {
        co_return base::fail(base::ErrorCode::payment_method_unavailable, "", "/payment");
    }
    store::NewCheckout checkout = prepare(context, visitor, std::move(input));
    auto made = co_await store::check_out(as_visitor(context, visitor), std::move(checkout),
                                          std::move(idempotency));
    // An answer that was kept under the key may be older than what the provider said since.
    if (made && made->replayed) {
        made = co_await store::read_checkout(as_visitor(context, visitor), made->id);
        if (made) made->replayed = true;
    }
    if (!made || made->status != "requires_payment" || !made->url.empty()) co_return made;
    auto url = co_await open_payment(context, made->organization_id, *made->payment_id);
    if (!url) co_return base::fail(std::move(url.error()));
    made->url = std::move(*url);
    co_return made;
}

base::Task<base::Result<store::Checkout>> read_checkout(Context context, Visitor visitor,
                                                        base::Uuid id) {
    co_return co_await store::read_checkout(as_visitor(context, visitor), id);
}

}  // namespace services

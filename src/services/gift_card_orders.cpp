// Gift cards that visitors buy online.
#include "services/gift_card_orders.hpp"

#include "services/payments.hpp"

namespace services {

base::Task<base::Result<store::GiftCardOrder>> order_gift_card(Context context, Visitor visitor,
                                                               GiftCardOrderInput input,
                                                               store::Idempotency idempotency) {
    if (context.payments->find(input.payment) == nullptr) {
        co_return base::fail(base::ErrorCode::payment_method_unavailable, "", "/payment");
    }
    const base::Instant now = context.clock->now();
    const std::string page = context.rules->site_url + "/book/" + visitor.embed_key;
    store::NewGiftCardOrder order;
    order.amount_minor = input.amount_minor;
    order.provider = std::move(input.payment);
    order.buyer = std::move(input.customer);
    order.recipient_name = std::move(input.recipient_name);
    order.recipient_email = std::move(input.recipient_email);
    order.message = std::move(input.message);
    order.success_url = std::move(input.success_url).value_or(page);
    order.cancel_url = std::move(input.cancel_url).value_or(page);
    order.id = base::new_uuid(now);
    order.payment_id = base::new_uuid(now);
    order.payment_window_seconds = payment_window_seconds(*context.rules);
    const store::Context asks = as_visitor(context, visitor);
    auto made = co_await store::order_gift_card(asks, std::move(order), std::move(idempotency));
    // An answer that was kept under the key may be older than what the provider said since.
    if (made && made->replayed) {
        made = co_await store::read_gift_card_order(asks, made->id);
        if (made) made->replayed = true;
    }
    if (!made || made->status != "requires_payment" || !made->url.empty()) co_return made;
    auto url = co_await open_payment(context, made->organization_id, made->payment_id);
    if (!url) co_return base::fail(std::move(url.error()));
    made->url = std::move(*url);
    co_return made;
}

base::Task<base::Result<store::GiftCardOrder>> read_gift_card_order(Context context,
                                                                    Visitor visitor,
                                                                    base::Uuid id) {
    co_return co_await store::read_gift_card_order(as_visitor(context, visitor), id);
}

}  // namespace services

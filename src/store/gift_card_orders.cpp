// Calls of the functions of gift card orders.
#include "store/gift_card_orders.hpp"

#include "store/outcome.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

base::Result<GiftCardOrder> order_of(const base::Result<Outcome>& outcome) {
    if (!outcome) return base::fail(outcome.error());
    const boost::json::object& object = outcome->value.at("order").as_object();
    GiftCardOrder order;
    order.id = uuid_at(object, "id");
    order.organization_id = uuid_at(object, "organization_id");
    order.payment_id = uuid_at(object, "payment_id");
    order.status = text_at(object, "status");
    if (!object.at("url").is_null()) order.url = text_at(object, "url");
    order.amount_minor = integer_at(object, "amount_minor");
    order.currency = text_at(object, "currency");
    order.expires_at = instant_at(object, "expires_at");
    order.replayed = outcome->replayed;
    return order;
}

}  // namespace

base::Task<base::Result<GiftCardOrder>> order_gift_card(Context context, NewGiftCardOrder order,
                                                        Idempotency idempotency) {
    static const pg::Query& called = query("order_gift_card");
    Order bought;
    bought.contact = std::move(order.buyer);
    boost::json::object json = to_json(bought);
    json["amount_minor"] = order.amount_minor;
    json["provider"] = order.provider;
    json["success_url"] = order.success_url;
    json["cancel_url"] = order.cancel_url;
    if (order.recipient_name) json["recipient_name"] = *order.recipient_name;
    if (order.recipient_email) json["recipient_email"] = *order.recipient_email;
    if (order.message) json["message"] = *order.message;
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(boost::json::serialize(json))
        .text(idempotency.key)
        .text(idempotency.fingerprint);
    statement.params.uuid(order.id).uuid(order.payment_id).integer(order.payment_window_seconds);
    const auto outcome = co_await write_outcome(context, std::move(statement));
    co_return order_of(outcome);
}

base::Task<base::Result<GiftCardOrder>> read_gift_card_order(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_gift_card_order");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    const auto outcome = co_await read_outcome(context, std::move(statement));
    co_return order_of(outcome);
}

}  // namespace store

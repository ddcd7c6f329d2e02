// Calls of the functions that turn holds into bookings.
#include "store/checkouts.hpp"

#include "store/outcome.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

Booking booking_of(const boost::json::object& object) {
    Booking booking;
    booking.id = uuid_at(object, "id");
    booking.booking_number = text_at(object, "booking_number");
    booking.confirmation_code = text_at(object, "confirmation_code");
    booking.status = state_at(object, "status", &domain::parse_booking_status);
    booking.payment_status = state_at(object, "payment_status", &domain::parse_payment_status);
    booking.activity_id = uuid_at(object, "activity_id");
    booking.session_id = uuid_at(object, "session_id");
    booking.start_time = instant_at(object, "start_time");
    booking.end_time = instant_at(object, "end_time");
    booking.time_zone = text_at(object, "time_zone");
    booking.party_size = static_cast<int>(integer_at(object, "party_size"));
    booking.spots = static_cast<int>(integer_at(object, "spots"));
    booking.total_minor = integer_at(object, "total_minor");
    booking.balance_minor = integer_at(object, "balance_minor");
    booking.currency = text_at(object, "currency");
    const boost::json::object& customer = object.at("customer").as_object();
    booking.customer.first_name = text_at(customer, "first_name");
    booking.customer.last_name = text_at(customer, "last_name");
    booking.customer.email = text_at(customer, "email");
    if (customer.contains("phone")) booking.customer.phone = text_at(customer, "phone");
    return booking;
}

base::Result<Checkout> checkout_of(const base::Result<std::vector<pg::Rows>>& rows) {
    if (!rows) return base::fail(rows.error());
    auto outcome = parse_outcome(rows->at(0)[0].text(0));
    if (!outcome) return base::fail(std::move(outcome.error()));
    const boost::json::object& object = outcome->value.at("checkout").as_object();
    Checkout checkout;
    checkout.id = uuid_at(object, "id");
    checkout.organization_id = uuid_at(object, "organization_id");
    checkout.status = text_at(object, "status");
    checkout.provider = text_at(object, "provider");
    checkout.amount_minor = integer_at(object, "amount_minor");
    checkout.currency = text_at(object, "currency");
    checkout.expires_at = instant_at(object, "expires_at");
    if (const auto* payment = object.at("payment").if_object()) {
        checkout.payment_id = uuid_at(*payment, "id");
        if (!payment->at("url").is_null()) checkout.url = text_at(*payment, "url");
    }
    if (const auto* booking = object.at("booking").if_object())
        checkout.booking = booking_of(*booking);
    checkout.replayed = outcome->replayed;
    return checkout;
}

}  // namespace

boost::json::object to_json(const Order& order) {
    boost::json::object contact;
    contact["first_name"] = order.contact.first_name;
    contact["last_name"] = order.contact.last_name;
    contact["email"] = order.contact.email;
    if (order.contact.phone) contact["phone"] = *order.contact.phone;
    boost::json::object json;
    json["contact"] = std::move(contact);
    if (order.tickets) json["tickets"] = *order.tickets;
    if (order.promo_code) json["promo_code"] = *order.promo_code;
    if (order.gift_card_code) json["gift_card_code"] = *order.gift_card_code;
    return json;
}

base::Task<base::Result<Checkout>> check_out(Context context, NewCheckout checkout,
                                             Idempotency idempotency) {
    static const pg::Query& called = query("check_out");
    boost::json::object order = to_json(checkout.order);
    order["reservation_id"] = base::to_string(checkout.reservation_id);
    order["provider"] = checkout.provider;
    if (checkout.success_url) order["success_url"] = *checkout.success_url;
    if (checkout.cancel_url) order["cancel_url"] = *checkout.cancel_url;
    boost::json::object prepared;
    prepared["checkout_id"] = base::to_string(checkout.checkout_id);
    prepared["payment_id"] = base::to_string(checkout.payment_id);
    prepared["booking_id"] = base::to_string(checkout.booking_id);
    prepared["customer_id"] = base::to_string(checkout.customer_id);
    prepared["confirmation_code"] = checkout.confirmation_code;
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(boost::json::serialize(order))
        .text(idempotency.key)
        .text(idempotency.fingerprint)
        .text(boost::json::serialize(prepared));
    statement.params.integer(checkout.payment_window_seconds).integer(checkout.hold_window_seconds);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    co_return checkout_of(rows);
}

base::Task<base::Result<Checkout>> read_checkout(Context context, base::Uuid id) {
    static const pg::Query& read_one = query("read_checkout");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &read_one;
    statement.params.uuid(id);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await read(context, std::move(unit));
    co_return checkout_of(rows);
}

}  // namespace store

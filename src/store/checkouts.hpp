// From a hold to a booking. sql/functions/50_checkouts.sql, 51_payments.sql.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "domain/states.hpp"
#include "store/context.hpp"
#include "store/reservations.hpp"

namespace store {

struct Contact {
    std::string first_name;
    std::string last_name;
    std::string email;  // normalized
    std::optional<std::string> phone;
};

// What somebody buys, beside the session or the hold.
struct Order {
    Contact contact;
    // [{ticket_type_id, quantity}]; nothing: the size of the party says it.
    std::optional<boost::json::array> tickets;
    std::optional<std::string> promo_code;
    std::optional<std::string> gift_card_code;
};

// As the functions of the database take it.
boost::json::object to_json(const Order& order);

struct Booking {
    base::Uuid id;
    std::string booking_number;
    std::string confirmation_code;
    domain::BookingStatus status = domain::BookingStatus::confirmed;
    domain::PaymentStatus payment_status = domain::PaymentStatus::unpaid;
    base::Uuid activity_id;
    base::Uuid session_id;
    base::Instant start_time;
    base::Instant end_time;
    std::string time_zone;
    int party_size = 0;
    int spots = 0;
    std::int64_t total_minor = 0;
    std::int64_t balance_minor = 0;  // still to pay
    std::string currency;
    Contact customer;
};

struct Checkout {
    base::Uuid id;
    base::Uuid organization_id;
    std::string status;    // requires_payment, complete, expired, failed, returned
    std::string provider;  // pay_at_venue, test, stripe
    std::int64_t amount_minor = 0;
    std::string currency;
    base::Instant expires_at;
    std::optional<base::Uuid> payment_id;  // where something is paid online
    std::string url;                       // where it is paid; empty before the provider said so
    std::optional<Booking> booking;
    bool replayed = false;
};

struct NewCheckout {
    base::Uuid reservation_id;
    Order order;
    std::string provider;
    std::optional<std::string> success_url;
    std::optional<std::string> cancel_url;
    // Made by the caller, so that a repeated attempt inside the program means the same rows.
    base::Uuid checkout_id;
    base::Uuid payment_id;
    base::Uuid booking_id;
    base::Uuid customer_id;
    std::string confirmation_code;
    int payment_window_seconds = 0;  // how long the customer may pay
    int hold_window_seconds = 0;     // how long the seats are kept for that
};

// Turns the hold into a confirmed booking, or opens the payment that it waits for. embed_not_found
// | idempotency_key_reused | reservation_not_found | reservation_already_used |
// reservation_released | reservation_expired | payment_method_unavailable | what the price and the
// discounts refuse.
base::Task<base::Result<Checkout>> check_out(Context context, NewCheckout checkout,
                                             Idempotency idempotency);

// embed_not_found | checkout_not_found.
base::Task<base::Result<Checkout>> read_checkout(Context context, base::Uuid id);

}  // namespace store

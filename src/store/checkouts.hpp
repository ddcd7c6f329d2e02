// From a hold to a booking. sql/functions/50_checkouts.sql.
#pragma once

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
    std::string currency;
    Contact customer;
};

struct Checkout {
    base::Uuid id;
    std::string status;  // complete; others come with online payment
    std::int64_t amount_minor = 0;
    std::string currency;
    base::Instant expires_at;
    std::optional<Booking> booking;
    bool replayed = false;
};

struct NewCheckout {
    base::Uuid reservation_id;
    Contact contact;
    // Made by the caller, so that a repeated attempt inside the program means the same rows.
    base::Uuid checkout_id;
    base::Uuid booking_id;
    base::Uuid customer_id;
    std::string confirmation_code;
};

// Turns the hold into a confirmed booking that is paid at the venue. embed_not_found |
// idempotency_key_reused | reservation_not_found | reservation_already_used | reservation_released
// | reservation_expired.
base::Task<base::Result<Checkout>> check_out_at_venue(Context context, NewCheckout checkout,
                                                      Idempotency idempotency);

// embed_not_found | checkout_not_found.
base::Task<base::Result<Checkout>> read_checkout(Context context, base::Uuid id);

}  // namespace store

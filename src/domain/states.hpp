// The states of reservations, bookings and payments, and which changes of state there are. The SQL
// functions make the changes; a test compares them with these tables.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace domain {

enum class ReservationStatus { held, converted, released, expired };

enum class BookingStatus { pending, confirmed, checked_in, completed, cancelled, no_show };

enum class PaymentStatus {
    unpaid,
    partially_paid,
    paid,
    partially_refunded,
    refunded,
    failed,
    disputed
};

// What one hold takes: seats of a shared session, or the whole of a private one.
enum class BookingMode { shared, private_session };

// The spelling in the database and in the API.
std::string_view to_string(ReservationStatus status);
std::string_view to_string(BookingStatus status);
std::string_view to_string(PaymentStatus status);
std::string_view to_string(BookingMode mode);

// nullopt: no such state. Bookings also read "canceled" and "no-show", the spellings of older data.
std::optional<ReservationStatus> parse_reservation_status(std::string_view text);
std::optional<BookingStatus> parse_booking_status(std::string_view text);
std::optional<PaymentStatus> parse_payment_status(std::string_view text);
std::optional<BookingMode> parse_booking_mode(std::string_view text);

template <class Status>
struct Transition {
    Status from;
    Status to;
    bool returns_seats;  // the seats become free for others
};

// A hold ends once. Conversion hands its seats to the booking; where the booking moves to another
// session, it has a new hold there, and the seats of the old one come back.
inline constexpr std::array<Transition<ReservationStatus>, 4> reservation_transitions = {{
    {ReservationStatus::held, ReservationStatus::converted, false},
    {ReservationStatus::held, ReservationStatus::released, true},
    {ReservationStatus::held, ReservationStatus::expired, true},
    {ReservationStatus::converted, ReservationStatus::released, true},
}};

// Only a cancellation returns seats: who does not show up has kept others from coming.
inline constexpr std::array<Transition<BookingStatus>, 8> booking_transitions = {{
    {BookingStatus::pending, BookingStatus::confirmed, false},
    {BookingStatus::pending, BookingStatus::cancelled, true},
    {BookingStatus::confirmed, BookingStatus::checked_in, false},
    {BookingStatus::confirmed, BookingStatus::completed, false},  // a venue that checks nobody in
    {BookingStatus::confirmed, BookingStatus::no_show, false},
    {BookingStatus::confirmed, BookingStatus::cancelled, true},
    {BookingStatus::checked_in, BookingStatus::completed, false},
    {BookingStatus::no_show, BookingStatus::checked_in, false},  // they came after all
}};

// True for the states in which a hold or a booking has seats of its session.
constexpr bool takes_seats(ReservationStatus status) {
    return status == ReservationStatus::held;
}
constexpr bool takes_seats(BookingStatus status) {
    return status != BookingStatus::cancelled;
}

}  // namespace domain

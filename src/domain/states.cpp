// Spelling of the states.
#include "domain/states.hpp"

namespace domain {
namespace {

// The value whose spelling is `text`.
template <class Status, std::size_t count>
std::optional<Status> parse(std::string_view text, const std::array<Status, count>& values) {
    for (const auto value : values) {
        if (to_string(value) == text) return value;
    }
    return std::nullopt;
}

constexpr std::array booking_statuses = {BookingStatus::pending,    BookingStatus::confirmed,
                                         BookingStatus::checked_in, BookingStatus::completed,
                                         BookingStatus::cancelled,  BookingStatus::no_show};

constexpr std::array payment_statuses = {PaymentStatus::unpaid,   PaymentStatus::partially_paid,
                                         PaymentStatus::paid,     PaymentStatus::partially_refunded,
                                         PaymentStatus::refunded, PaymentStatus::failed,
                                         PaymentStatus::disputed};

constexpr std::array reservation_statuses = {ReservationStatus::held, ReservationStatus::converted,
                                             ReservationStatus::released,
                                             ReservationStatus::expired};

constexpr std::array booking_modes = {BookingMode::shared, BookingMode::private_session};

}  // namespace

std::string_view to_string(ReservationStatus status) {
    switch (status) {
        case ReservationStatus::held:
            return "held";
        case ReservationStatus::converted:
            return "converted";
        case ReservationStatus::released:
            return "released";
        case ReservationStatus::expired:
            return "expired";
    }
    return {};
}

std::string_view to_string(BookingStatus status) {
    switch (status) {
        case BookingStatus::pending:
            return "pending";
        case BookingStatus::confirmed:
            return "confirmed";
        case BookingStatus::checked_in:
            return "checked_in";
        case BookingStatus::completed:
            return "completed";
        case BookingStatus::cancelled:
            return "cancelled";
        case BookingStatus::no_show:
            return "no_show";
    }
    return {};
}

std::string_view to_string(PaymentStatus status) {
    switch (status) {
        case PaymentStatus::unpaid:
            return "unpaid";
        case PaymentStatus::paid:
            return "paid";
        case PaymentStatus::partially_paid:
            return "partially_paid";
        case PaymentStatus::partially_refunded:
            return "partially_refunded";
        case PaymentStatus::refunded:
            return "refunded";
        case PaymentStatus::failed:
            return "failed";
        case PaymentStatus::disputed:
            return "disputed";
    }
    return {};
}

std::string_view to_string(BookingMode mode) {
    switch (mode) {
        case BookingMode::shared:
            return "shared";
        case BookingMode::private_session:
            return "private";
    }
    return {};
}

std::optional<ReservationStatus> parse_reservation_status(std::string_view text) {
    return parse(text, reservation_statuses);
}

std::optional<BookingStatus> parse_booking_status(std::string_view text) {
    if (text == "canceled") return BookingStatus::cancelled;
    if (text == "no-show") return BookingStatus::no_show;
    return parse(text, booking_statuses);
}

std::optional<PaymentStatus> parse_payment_status(std::string_view text) {
    return parse(text, payment_statuses);
}

std::optional<BookingMode> parse_booking_mode(std::string_view text) {
    return parse(text, booking_modes);
}

}  // namespace domain

// The states and their spelling; the tables of changes keep their promises.
#include "domain/states.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace domain {
namespace {

TEST(States, EverySpellingIsReadBack) {
    for (const char* text : {"held", "converted", "released", "expired"}) {
        EXPECT_EQ(to_string(parse_reservation_status(text).value()), text);
    }
    for (const char* text :
         {"pending", "confirmed", "checked_in", "completed", "cancelled", "no_show"}) {
        EXPECT_EQ(to_string(parse_booking_status(text).value()), text);
    }
    for (const char* text : {"unpaid", "partially_paid", "paid", "partially_refunded", "refunded",
                             "failed", "disputed"}) {
        EXPECT_EQ(to_string(parse_payment_status(text).value()), text);
    }
    for (const char* text : {"shared", "private"}) {
        EXPECT_EQ(to_string(parse_booking_mode(text).value()), text);
    }
}

TEST(States, OlderSpellingsOfBookingsAreRead) {
    EXPECT_EQ(parse_booking_status("canceled"), BookingStatus::cancelled);
    EXPECT_EQ(parse_booking_status("no-show"), BookingStatus::no_show);
}

TEST(States, OtherTextsAreNoState) {
    for (const char* text : {"", "Held", "pending ", "canceled", "private_session"}) {
        EXPECT_FALSE(parse_reservation_status(text)) << text;
        EXPECT_FALSE(parse_payment_status(text)) << text;
        EXPECT_FALSE(parse_booking_mode(text)) << text;
    }
    EXPECT_FALSE(parse_booking_status("expired"));
    EXPECT_FALSE(parse_booking_status("CANCELLED"));
}

// Seats come back by exactly those changes that lead from a state with seats to one without.
// A converted hold has none of its own, its booking has them.
TEST(States, SeatsComeBackWhenAStateWithSeatsEndsInOneWithout) {
    for (const auto& change : reservation_transitions) {
        EXPECT_FALSE(takes_seats(change.to));
        EXPECT_EQ(change.returns_seats, change.to != ReservationStatus::converted);
    }
    for (const auto& change : booking_transitions) {
        EXPECT_EQ(change.returns_seats, takes_seats(change.from) && !takes_seats(change.to));
    }
}

TEST(States, WhatHasGivenItsSeatsBackNeverTakesThemAgain) {
    for (const auto& change : reservation_transitions) {
        EXPECT_TRUE(takes_seats(change.from) || change.from == ReservationStatus::converted);
    }
    for (const auto& change : booking_transitions) EXPECT_TRUE(takes_seats(change.from));
}

TEST(States, NoChangeIsListedTwice) {
    std::set<std::pair<ReservationStatus, ReservationStatus>> of_reservations;
    for (const auto& change : reservation_transitions) {
        EXPECT_TRUE(of_reservations.emplace(change.from, change.to).second);
    }
    std::set<std::pair<BookingStatus, BookingStatus>> of_bookings;
    for (const auto& change : booking_transitions) {
        EXPECT_TRUE(of_bookings.emplace(change.from, change.to).second);
    }
}

}  // namespace
}  // namespace domain

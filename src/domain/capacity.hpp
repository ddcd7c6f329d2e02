// How many seats a party takes, and which parties may come.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "domain/states.hpp"

namespace domain {

// Seats that a hold for `party_size` people takes of a session with `capacity_total` seats: one
// each in a shared session, all of them in a private one.
int seats_for(BookingMode mode, int party_size, int capacity_total);

struct PartyLimits {
    int min_party = 1;
    int max_party = 1;
};

// Nothing where a party of this size may book, else invalid_spots at "/spots" with both limits as
// facts.
std::optional<base::Error> check_party(int party_size, PartyLimits limits);

}  // namespace domain

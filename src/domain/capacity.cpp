// The arithmetic of seats.
#include "domain/capacity.hpp"

namespace domain {

int seats_for(BookingMode mode, int party_size, int capacity_total) {
    return mode == BookingMode::private_session ? capacity_total : party_size;
}

std::optional<base::Error> check_party(int party_size, PartyLimits limits) {
    if (party_size >= limits.min_party && party_size <= limits.max_party) return std::nullopt;
    base::Error error;
    error.code = base::ErrorCode::invalid_spots;
    error.detail = "Parties have " + std::to_string(limits.min_party) + " to " +
                   std::to_string(limits.max_party) + " people.";
    error.param = "/spots";
    error.facts = {{"party_min", limits.min_party}, {"party_max", limits.max_party}};
    return error;
}

}  // namespace domain

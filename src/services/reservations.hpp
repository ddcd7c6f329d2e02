// Holding seats.
#pragma once

#include "services/context.hpp"
#include "store/reservations.hpp"

namespace services {

struct ReservationInput {
    base::Uuid session_id;
    int party_size = 0;
    std::optional<std::int64_t> expected_version;
    std::optional<std::string> customer_email;
};

// Takes seats for the rules' time. The refusals of app.create_holds, in its order.
base::Task<base::Result<store::Hold>> hold_seats(Context context, Visitor visitor,
                                                 ReservationInput input,
                                                 store::Idempotency idempotency);

// embed_not_found | reservation_not_found.
base::Task<base::Result<store::Reservation>> read_reservation(Context context, Visitor visitor,
                                                              base::Uuid id);

// Gives the seats back; again is no error. Also reservation_already_used.
base::Task<base::Result<store::Reservation>> release_reservation(Context context, Visitor visitor,
                                                                 base::Uuid id);

// Starts the hold's time anew, a limited number of times.
base::Task<base::Result<store::Reservation>> extend_reservation(Context context, Visitor visitor,
                                                                base::Uuid id,
                                                                store::Idempotency idempotency);

}  // namespace services

// A hold after it was taken: read, release, extend, expire. sql/functions/40_reservations.sql.
#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "domain/states.hpp"
#include "store/context.hpp"

namespace store {

struct Reservation {
    base::Uuid id;
    base::Uuid session_id;
    base::Uuid activity_id;
    int spots = 0;  // seats taken
    int party_size = 0;
    domain::ReservationStatus status = domain::ReservationStatus::held;
    base::Instant expires_at;
    int extensions = 0;
    base::Instant start_time;
    base::Instant end_time;
    std::string time_zone;
    domain::BookingMode mode = domain::BookingMode::shared;
    std::int64_t price_minor = 0;
    std::string currency;
    int capacity_remaining = 0;
    std::int64_t version = 0;
    std::optional<base::Uuid> checkout_id;  // once converted
    bool replayed = false;
};

// What makes a repeated request recognizable.
struct Idempotency {
    std::optional<std::string> key;
    std::string fingerprint;
};

// embed_not_found | reservation_not_found.
base::Task<base::Result<Reservation>> read_reservation(Context context, base::Uuid id);

// Gives the seats back; again is no error. Also reservation_already_used.
base::Task<base::Result<Reservation>> release_reservation(Context context, base::Uuid id);

struct ExtensionRules {
    int hold_ttl_seconds = 600;
    int extensions_max = 2;
};

// Starts the time anew. Also reservation_expired, reservation_released, reservation_already_used,
// extension_limit_reached, idempotency_key_reused.
base::Task<base::Result<Reservation>> extend_reservation(Context context, base::Uuid id,
                                                         Idempotency idempotency,
                                                         ExtensionRules rules);

struct Expired {
    std::int64_t holds = 0;
    std::int64_t spots = 0;
};

// Ends holds whose time is over, in at most `sessions_max` sessions. For the engine.
base::Task<base::Result<Expired>> cleanup_expired_reservations(Context context, int sessions_max);

}  // namespace store

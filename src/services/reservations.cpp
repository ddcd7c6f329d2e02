// Holding seats.
#include "services/reservations.hpp"

#include "services/changes.hpp"

namespace services {

base::Task<base::Result<store::Hold>> hold_seats(Context context, Visitor visitor,
                                                 ReservationInput input,
                                                 store::Idempotency idempotency) {
    store::HoldRequest request;
    request.embed_key = std::move(visitor.embed_key);
    request.session_id = input.session_id;
    request.reservation_id = base::new_uuid(context.clock->now());
    request.party_size = input.party_size;
    request.expected_version = input.expected_version;
    request.customer_email = std::move(input.customer_email);
    request.visitor = std::move(visitor.address);
    request.idempotency_key = std::move(idempotency.key);
    request.fingerprint = std::move(idempotency.fingerprint);
    request.request = context.request;
    const store::Stopwatch stopwatch(context.database);
    auto hold = co_await context.holds->create(std::move(request), context.deadline);
    if (hold && hold->activity_id) note_activity_change(context, *hold->activity_id);
    co_return hold;
}

base::Task<base::Result<store::Reservation>> read_reservation(Context context, Visitor visitor,
                                                              base::Uuid id) {
    co_return co_await store::read_reservation(as_visitor(context, visitor), id);
}

base::Task<base::Result<store::Reservation>> release_reservation(Context context, Visitor visitor,
                                                                 base::Uuid id) {
    auto released = co_await store::release_reservation(as_visitor(context, visitor), id);
    if (released) note_activity_change(context, released->activity_id);
    co_return released;
}

base::Task<base::Result<store::Reservation>> extend_reservation(Context context, Visitor visitor,
                                                                base::Uuid id,
                                                                store::Idempotency idempotency) {
    store::ExtensionRules rules;
    rules.hold_ttl_seconds = context.rules->holds.hold_ttl_seconds;
    rules.extensions_max = context.rules->hold_extensions_max;
    co_return co_await store::extend_reservation(as_visitor(context, visitor), id,
                                                 std::move(idempotency), rules);
}

}  // namespace services

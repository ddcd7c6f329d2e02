// Venues of an organization, for its staff.
#include "services/venues.hpp"

#include "obs/log.hpp"
#include "services/sessions.hpp"

namespace services {
namespace {

constexpr int activities_max = 100;

// What cannot be done now is left to the job that makes sessions (jobs/generate_sessions.cpp).
base::Task<void> follow_venue(Context context, base::Uuid venue_id) {
    const int horizon = context.rules->session_horizon_days;
    const auto activities = co_await store::list_activities_to_generate(as_engine(context), horizon,
                                                                        activities_max, venue_id);
    base::Result<void> done;
    if (!activities) done = base::fail(activities.error());
    for (std::size_t i = 0; done && i < activities->size(); ++i) {
        const auto changes = co_await generate_sessions(context, activities->at(i), horizon);
        if (!changes) done = base::fail(changes.error());
    }
    if (!done) {
        obs::log(obs::Level::warn, "sessions_of_venue_wait",
                 {{"trace_id", context.request.trace.id},
                  {"venue_id", base::to_string(venue_id)},
                  {"code", std::string(base::to_string(done.error().code))},
                  {"cause", done.error().detail + " " + done.error().cause}});
    }
}

}  // namespace

base::Task<base::Result<store::Outcome>> list_venues(Context context, Staff staff, int limit,
                                                     std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_venues(as_staff(context, staff), limit, starting_after);
}

base::Task<base::Result<store::Outcome>> read_venue(Context context, Staff staff, base::Uuid id) {
    co_return co_await store::read_venue(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> create_venue(Context context, Staff staff,
                                                      store::NewVenue venue,
                                                      store::Idempotency idempotency) {
    venue.id = base::new_uuid(context.clock->now());
    co_return co_await store::create_venue(as_staff(context, staff), std::move(venue),
                                           std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> update_venue(Context context, Staff staff, base::Uuid id,
                                                      std::int64_t expected_version,
                                                      store::VenueChange change) {
    const bool moves_sessions = change.time_zone || change.is_active.value_or(false);
    auto venue = co_await store::update_venue(as_staff(context, staff), id, expected_version,
                                              std::move(change));
    if (venue && moves_sessions) co_await follow_venue(context, id);
    co_return venue;
}

}  // namespace services

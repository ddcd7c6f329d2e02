// Calls of the functions of venues.
#include "store/venues.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<Outcome>> list_venues(Context context, int limit,
                                              std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_venues");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_venue(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_venue");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> create_venue(Context context, NewVenue venue,
                                               Idempotency idempotency) {
    static const pg::Query& called = query("create_venue");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(venue.id).text(venue.name).text(venue.slug).text(venue.address);
    statement.params.text(venue.time_zone).text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_venue(Context context, base::Uuid id,
                                               std::int64_t expected_version, VenueChange change) {
    static const pg::Query& called = query("update_venue");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).integer(expected_version).text(change.name).text(change.slug);
    statement.params.text(change.address).text(change.time_zone).boolean(change.is_active);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

// Calls of the functions of sessions, for staff.
#include "store/staff_sessions.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<Outcome>> list_sessions(Context context, SessionFilter filter, int limit,
                                                std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_sessions");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(filter.activity_id).uuid(filter.venue_id).text(filter.from_date);
    statement.params.text(filter.to_date).boolean(filter.is_closed);
    statement.params.integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_staff_session(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_staff_session");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> staff_set_session_closed(Context context, base::Uuid id,
                                                           std::optional<std::string> reason,
                                                           std::string note,
                                                           Idempotency idempotency) {
    static const pg::Query& called = query("staff_set_session_closed");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).text(std::move(reason)).text(std::move(note));
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> staff_resize_session(Context context, base::Uuid id,
                                                       std::int64_t capacity_total,
                                                       std::optional<std::int64_t> expected_version,
                                                       Idempotency idempotency) {
    static const pg::Query& called = query("staff_resize_session");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).integer(capacity_total).integer(expected_version);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

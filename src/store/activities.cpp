// Calls of the functions of activities.
#include "store/activities.hpp"

#include "base/text.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

template <class T>
void add(boost::json::object& columns, std::string_view name, const std::optional<T>& value) {
    if (value) columns[name] = *value;
}

// By the names of their columns.
boost::json::object columns_of(const ActivityChange& change) {
    boost::json::object columns;
    add(columns, "name", change.name);
    add(columns, "slug", change.slug);
    add(columns, "tagline", change.tagline);
    add(columns, "description", change.description);
    add(columns, "duration_minutes", change.duration_minutes);
    add(columns, "capacity", change.capacity);
    add(columns, "min_party", change.min_party);
    add(columns, "max_party", change.max_party);
    add(columns, "price_minor", change.price_minor);
    add(columns, "booking_cutoff_minutes", change.booking_cutoff_minutes);
    if (change.schedule) columns["schedule"] = boost::json::parse(*change.schedule);
    add(columns, "is_active", change.is_active);
    for (const auto& column : change.terms) columns[column.key()] = column.value();
    return columns;
}

}  // namespace

base::Task<base::Result<Outcome>> list_activities(Context context,
                                                  std::optional<base::Uuid> venue_id, int limit,
                                                  std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_activities");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(venue_id).integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_activity(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_activity");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<SessionBasis>> read_session_basis(Context context,
                                                          std::optional<base::Uuid> activity_id,
                                                          std::optional<base::Uuid> venue_id,
                                                          std::string permission) {
    static const pg::Query& called = query("read_session_basis");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(activity_id).uuid(venue_id).text(std::move(permission));
    auto outcome = co_await read_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(std::move(outcome.error()));
    SessionBasis basis;
    basis.time_zone = text_at(outcome->value, "time_zone");
    basis.currency = text_at(outcome->value, "currency");
    if (activity_id) {
        basis.schedule_version = integer_at(outcome->value, "schedule_version");
        basis.activity = std::move(outcome->value.at("result").as_object());
    }
    co_return basis;
}

base::Task<base::Result<Outcome>> create_activity(Context context, NewActivity activity,
                                                  WantedSessions sessions,
                                                  Idempotency idempotency) {
    static const pg::Query& called = query("create_activity");
    boost::json::object columns = columns_of(activity.values);
    columns["mode"] = activity.mode;
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(activity.id).uuid(activity.venue_id);
    statement.params.text(boost::json::serialize(columns)).text(activity.time_zone);
    add_wanted(statement.params, sessions);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_activity(Context context, base::Uuid id,
                                                  std::int64_t expected_version,
                                                  ActivityChange change, SessionBasis basis,
                                                  std::optional<WantedSessions> sessions) {
    static const pg::Query& called = query("update_activity");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).integer(expected_version);
    statement.params.text(boost::json::serialize(columns_of(change)));
    statement.params.integer(basis.schedule_version).text(basis.time_zone);
    if (sessions) {
        add_wanted(statement.params, *sessions);
    } else {
        statement.params.null().null().null().null().null();
    }
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> preview_conflicts(Context context, base::Uuid activity_id,
                                                    base::Instant to, WantedSessions sessions) {
    static const pg::Query& called = query("preview_conflicts");
    std::vector<std::optional<std::string>> starts, ends;
    for (const SessionTimes& session : sessions.sessions) {
        starts.emplace_back(base::to_iso(session.start_time));
        ends.emplace_back(base::to_iso(session.end_time));
    }
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(activity_id).instant(sessions.from).instant(to);
    statement.params.array(starts).array(ends);
    co_return co_await read_outcome(context, std::move(statement));
}

}  // namespace store

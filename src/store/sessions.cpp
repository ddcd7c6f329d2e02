// Calls of sql/queries/sessions.sql.
#include "store/sessions.hpp"

#include "base/text.hpp"
#include "store/outcome.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

using Texts = std::vector<std::optional<std::string>>;

ActivitySchedule activity_of(const pg::Row& row) {
    ActivitySchedule activity;
    activity.organization_id = row.uuid(0);
    activity.activity_id = row.uuid(1);
    activity.duration_minutes = static_cast<int>(row.integer(2));
    activity.schedule = row.text(3);
    activity.schedule_version = row.integer(4);
    activity.time_zone = row.text(5);
    return activity;
}

SessionChanges changes_of(const pg::Rows& rows) {
    SessionChanges changes;
    for (int i = 0; i < rows.size(); ++i) {
        const pg::Row row = rows[i];
        if (row.text(0) == "done") {
            changes.inserted = row.integer(4);
            changes.updated = row.integer(5);
            changes.removed = row.integer(6);
            continue;
        }
        SessionConflict conflict;
        if (!row.is_null(1)) conflict.session_id = row.uuid(1);
        conflict.start_time = row.instant(2);
        conflict.reason = row.text(3);
        changes.conflicts.push_back(std::move(conflict));
    }
    return changes;
}

base::Result<SessionState> state_of(const base::Result<std::vector<pg::Rows>>& rows) {
    if (!rows) return base::fail(rows.error());
    auto outcome = parse_outcome(rows->at(0)[0].text(0));
    if (!outcome) return base::fail(std::move(outcome.error()));
    const boost::json::object& object = outcome->value.at("session").as_object();
    SessionState state;
    state.id = uuid_at(object, "id");
    state.start_time = instant_at(object, "start_time");
    state.capacity_total = static_cast<int>(integer_at(object, "capacity_total"));
    state.capacity_remaining = static_cast<int>(integer_at(object, "capacity_remaining"));
    state.version = integer_at(object, "version");
    state.is_closed = object.at("is_closed").as_bool();
    return state;
}

}  // namespace

base::Task<base::Result<std::vector<ActivitySchedule>>> list_activities_to_generate(
    Context context, int horizon_days, int count_max, std::optional<base::Uuid> venue_id) {
    static const pg::Query& list = query("list_activities_to_generate");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &list;
    statement.params.integer(horizon_days).integer(count_max).uuid(venue_id);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    std::vector<ActivitySchedule> activities;
    for (int i = 0; i < rows->at(0).size(); ++i) activities.push_back(activity_of(rows->at(0)[i]));
    co_return activities;
}

base::Task<base::Result<ActivitySchedule>> read_activity_schedule(Context context,
                                                                  base::Uuid activity_id) {
    static const pg::Query& read_one = query("read_activity_schedule");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &read_one;
    statement.params.uuid(activity_id);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    if (rows->at(0).empty()) co_return base::fail(base::ErrorCode::activity_not_found, "");
    co_return activity_of(rows->at(0)[0]);
}

base::Task<base::Result<std::int64_t>> update_activity_schedule(Context context,
                                                                base::Uuid activity_id,
                                                                std::int64_t version,
                                                                std::string schedule) {
    static const pg::Query& update = query("update_activity_schedule");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &update;
    statement.params.uuid(activity_id).integer(version).text(std::move(schedule));
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    if (rows->at(0).empty()) {
        co_return base::fail(base::ErrorCode::version_mismatch,
                             "The schedule was changed by somebody else meanwhile.");
    }
    co_return rows->at(0)[0].integer(0);
}

void add_wanted(pg::Params& params, const WantedSessions& wanted) {
    Texts ids, starts, ends;
    for (const SessionTimes& session : wanted.sessions) {
        ids.emplace_back(base::to_string(session.id));
        starts.emplace_back(base::to_iso(session.start_time));
        ends.emplace_back(base::to_iso(session.end_time));
    }
    params.instant(wanted.from).text(wanted.until_date).array(ids).array(starts).array(ends);
}

base::Task<base::Result<SessionChanges>> sync_sessions(Context context, ActivitySchedule activity,
                                                       WantedSessions wanted) {
    static const pg::Query& sync = query("sync_sessions");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &sync;
    statement.params.uuid(activity.organization_id).uuid(activity.activity_id);
    statement.params.integer(activity.schedule_version);
    add_wanted(statement.params, wanted);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    if (rows->at(0).empty()) {
        co_return base::fail(base::ErrorCode::version_mismatch,
                             "The schedule was changed while its sessions were made.");
    }
    co_return changes_of(rows->at(0));
}

base::Task<base::Result<base::Uuid>> find_session_organization(Context context,
                                                               base::Uuid session_id) {
    static const pg::Query& find = query("find_session_organization");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &find;
    statement.params.uuid(session_id);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    if (rows->at(0).empty()) co_return base::fail(base::ErrorCode::session_not_found, "");
    co_return rows->at(0)[0].uuid(0);
}

base::Task<base::Result<SessionState>> set_session_closed(Context context,
                                                          base::Uuid organization_id,
                                                          base::Uuid session_id,
                                                          std::optional<std::string> reason,
                                                          std::string note) {
    static const pg::Query& set_closed = query("set_session_closed");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &set_closed;
    statement.params.uuid(organization_id).uuid(session_id).text(std::move(reason));
    statement.params.text(std::move(note));
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    co_return state_of(rows);
}

base::Task<base::Result<SessionState>> resize_session(Context context, base::Uuid organization_id,
                                                      base::Uuid session_id, int capacity_total) {
    static const pg::Query& resize = query("resize_session");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &resize;
    statement.params.uuid(organization_id).uuid(session_id).integer(capacity_total);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    co_return state_of(rows);
}

}  // namespace store

// Rows of sql/queries/availability.sql as structs.
#include "store/availability.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<Availability>> list_availability(Context context,
                                                         AvailabilityQuestion question) {
    static const pg::Query& activity_query = query("read_availability_activity");
    static const pg::Query& sessions_query = query("list_availability");

    pg::Unit unit = unit_for(context.claims);
    pg::Statement activity;
    activity.query = &activity_query;
    activity.params.uuid(question.activity_id);
    unit.statements.push_back(std::move(activity));
    pg::Statement sessions;
    sessions.query = &sessions_query;
    sessions.params.uuid(question.activity_id).text(question.from).text(question.to);
    sessions.params.integer(question.spots ? std::optional<std::int64_t>(*question.spots)
                                           : std::nullopt);
    unit.statements.push_back(std::move(sessions));

    auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    if (rows->at(0).empty()) co_return base::fail(base::ErrorCode::embed_not_found, "");
    if (rows->at(0)[0].is_null(0)) co_return base::fail(base::ErrorCode::activity_not_found, "");

    Availability availability;
    availability.time_zone = rows->at(0)[0].text(1);
    availability.organization_id = rows->at(0)[0].uuid(2);
    const pg::Rows& found = rows->at(1);
    availability.sessions.reserve(static_cast<std::size_t>(found.size()));
    for (int i = 0; i < found.size(); ++i) {
        const pg::Row row = found[i];
        Session session;
        session.id = row.uuid(0);
        session.activity_id = question.activity_id;
        session.start_time = row.instant(1);
        session.end_time = row.instant(2);
        session.capacity_total = static_cast<int>(row.integer(3));
        session.capacity_remaining = static_cast<int>(row.integer(4));
        session.version = row.integer(5);
        session.price_minor = row.integer(6);
        session.currency = row.text(7);
        availability.sessions.push_back(std::move(session));
    }
    co_return availability;
}

base::Task<base::Result<base::Uuid>> find_activity_organization(Context context,
                                                                base::Uuid activity_id) {
    static const pg::Query& activity_query = query("read_availability_activity");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &activity_query;
    statement.params.uuid(activity_id);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    if (rows->at(0).empty()) co_return base::fail(base::ErrorCode::embed_not_found, "");
    if (rows->at(0)[0].is_null(0)) co_return base::fail(base::ErrorCode::activity_not_found, "");
    co_return rows->at(0)[0].uuid(2);
}

base::Task<base::Result<ZonedSession>> read_session(Context context, base::Uuid session_id) {
    static const pg::Query& session_query = query("read_session");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &session_query;
    statement.params.uuid(session_id);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    if (rows->at(0).empty()) co_return base::fail(base::ErrorCode::session_not_found, "");

    const pg::Row row = rows->at(0)[0];
    ZonedSession found;
    found.session.id = row.uuid(0);
    found.session.activity_id = row.uuid(1);
    found.session.start_time = row.instant(2);
    found.session.end_time = row.instant(3);
    found.session.capacity_total = static_cast<int>(row.integer(4));
    found.session.capacity_remaining = static_cast<int>(row.integer(5));
    found.session.version = row.integer(6);
    found.session.price_minor = row.integer(7);
    found.session.currency = row.text(8);
    found.time_zone = row.text(9);
    co_return found;
}

}  // namespace store

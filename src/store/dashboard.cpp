// Calls of sql/queries/dashboard.sql.
#include "store/dashboard.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<Outcome>> read_dashboard(Context context, int days,
                                                 std::optional<base::Uuid> venue_id) {
    static const pg::Query& called = query("read_dashboard");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(days).uuid(venue_id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<bool>> refresh_dashboard_if_due(Context context, int every_seconds,
                                                        int organizations_max) {
    static const pg::Query& refresh_query = query("refresh_dashboard_if_due");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &refresh_query;
    statement.params.integer(every_seconds).integer(organizations_max);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return rows->at(0)[0].boolean(0);
}

}  // namespace store

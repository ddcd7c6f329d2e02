// Calls of sql/queries/jobs.sql.
#include "store/jobs.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<void>> report_jobs(Context context, std::string node,
                                           boost::json::array jobs) {
    static const pg::Query& called = query("report_jobs");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(std::move(node)).text(boost::json::serialize(jobs));
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    co_return base::Result<void>();
}

base::Task<base::Result<Outcome>> list_jobs(Context context) {
    static const pg::Query& called = query("list_jobs");
    pg::Statement statement;
    statement.query = &called;
    co_return co_await read_outcome(context, std::move(statement));
}

}  // namespace store

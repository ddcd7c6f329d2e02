// Whether the database answers.
#include "store/health.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<void>> ping(Context context) {
    static const pg::Query& ping_query = query("ping");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &ping_query;
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    co_return base::Result<void>();
}

}  // namespace store

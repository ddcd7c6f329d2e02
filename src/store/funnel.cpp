// Calls of sql/queries/funnel.sql.
#include "store/funnel.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<void>> count_funnel_steps(Context context, boost::json::array counts) {
    static const pg::Query& called = query("count_funnel_steps");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(boost::json::serialize(counts));
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    co_return base::Result<void>();
}

base::Task<base::Result<Outcome>> read_funnel(Context context, base::Uuid embed_id, int days) {
    static const pg::Query& called = query("read_funnel");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(embed_id).integer(days);
    co_return co_await read_outcome(context, std::move(statement));
}

}  // namespace store

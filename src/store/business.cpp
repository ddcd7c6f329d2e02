// Calls of sql/queries/business.sql.
#include "store/business.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<boost::json::object>> measure_business(Context context, int every_seconds,
                                                               int ledger_every_seconds) {
    static const pg::Query& called = query("measure_business");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(every_seconds).integer(ledger_every_seconds);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    co_return boost::json::parse(rows->at(0)[0].text(0)).as_object();
}

}  // namespace store

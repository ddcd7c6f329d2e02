// Forgetting what nobody needs any more.
#include "store/retention.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

base::Task<base::Result<std::int64_t>> forget(Context context, const pg::Query* forget_query,
                                              int age_hours, int rows_max) {
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = forget_query;
    statement.params.integer(age_hours).integer(rows_max);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    co_return rows->at(0)[0].integer(0);
}

}  // namespace

base::Task<base::Result<std::int64_t>> forget_idempotency_keys(Context context, int age_hours,
                                                               int rows_max) {
    static const pg::Query& forget_query = query("forget_idempotency_keys");
    co_return co_await forget(context, &forget_query, age_hours, rows_max);
}

base::Task<base::Result<std::int64_t>> forget_outbox(Context context, int age_hours, int rows_max) {
    static const pg::Query& forget_query = query("forget_outbox");
    co_return co_await forget(context, &forget_query, age_hours, rows_max);
}

base::Task<base::Result<std::int64_t>> forget_code_attempts(Context context, int age_hours,
                                                            int rows_max) {
    static const pg::Query& forget_query = query("forget_code_attempts");
    co_return co_await forget(context, &forget_query, age_hours, rows_max);
}

base::Task<base::Result<std::int64_t>> forget_payment_events(Context context, int age_hours,
                                                             int rows_max) {
    static const pg::Query& forget_query = query("forget_payment_events");
    co_return co_await forget(context, &forget_query, age_hours, rows_max);
}

}  // namespace store

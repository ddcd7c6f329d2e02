// Calls of the functions of customers.
#include "store/customers.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<Outcome>> list_customers(Context context, std::optional<std::string> search,
                                                 int limit,
                                                 std::optional<base::Uuid> starting_after) {
    static const pg::Query& list = query("list_customers");
    pg::Statement statement;
    statement.query = &list;
    statement.params.text(std::move(search)).uuid(starting_after).integer(limit);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_customer(Context context, base::Uuid id) {
    static const pg::Query& read_one = query("read_customer");
    pg::Statement statement;
    statement.query = &read_one;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> edit_customer(Context context, base::Uuid id,
                                                std::int64_t expected_version,
                                                CustomerChange change) {
    static const pg::Query& edit = query("edit_customer");
    pg::Statement statement;
    statement.query = &edit;
    statement.params.uuid(id).integer(expected_version);
    statement.params.text(std::move(change.first_name)).text(std::move(change.last_name));
    statement.params.text(std::move(change.email)).text(std::move(change.phone));
    statement.params.text(std::move(change.notes));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> export_customer(Context context, base::Uuid id) {
    static const pg::Query& export_one = query("export_customer");
    pg::Statement statement;
    statement.query = &export_one;
    statement.params.uuid(id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> erase_customer(Context context, base::Uuid id,
                                                 Idempotency idempotency) {
    static const pg::Query& erase = query("erase_customer");
    pg::Statement statement;
    statement.query = &erase;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

// Calls of the functions of gift cards.
#include "store/gift_cards.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<Outcome>> list_gift_cards(Context context, int limit,
                                                  std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_gift_cards");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_gift_card(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_gift_card");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> issue_gift_card(Context context, base::Uuid id, std::string code,
                                                  boost::json::object columns,
                                                  Idempotency idempotency) {
    static const pg::Query& called = query("issue_gift_card");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).text(std::move(code)).text(boost::json::serialize(columns));
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> void_gift_card(Context context, base::Uuid id,
                                                 Idempotency idempotency) {
    static const pg::Query& called = query("void_gift_card");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

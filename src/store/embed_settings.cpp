// Calls of the functions of embeds, for staff.
#include "store/embed_settings.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<Outcome>> list_embed_settings(Context context, int limit,
                                                      std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_embeds");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_embed_settings(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_embed");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> create_embed(Context context, base::Uuid id, std::string name,
                                               std::string embed_key,
                                               std::vector<std::string> allowed_domains,
                                               Idempotency idempotency) {
    static const pg::Query& called = query("create_embed");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).text(std::move(name)).text(std::move(embed_key));
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    statement.params.texts(allowed_domains);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_embed(
    Context context, base::Uuid id, std::int64_t expected_version, std::optional<std::string> name,
    std::optional<bool> is_active, std::optional<std::vector<std::string>> allowed_domains) {
    static const pg::Query& called = query("update_embed");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).integer(expected_version).text(std::move(name)).boolean(is_active);
    statement.params.texts(allowed_domains);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

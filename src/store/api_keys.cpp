// Calls of the functions of API keys.
#include "store/api_keys.hpp"

#include "store/queries.hpp"

namespace store {
base::Task<base::Result<Outcome>> list_api_keys(Context context, int limit,
                                                std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_api_keys");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_api_key(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_api_key");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> create_api_key(Context context, NewApiKey api_key,
                                                 Idempotency idempotency) {
    static const pg::Query& called = query("create_api_key");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(api_key.id).text(api_key.name).text(api_key.environment);
    statement.params.text(api_key.secret.public_id).text(api_key.secret.key_hash);
    statement.params.texts(api_key.scopes).integer(api_key.rate_limit);
    if (api_key.expires_at) {
        statement.params.instant(*api_key.expires_at);
    } else {
        statement.params.null();
    }
    statement.params.texts(api_key.networks);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_api_key(Context context, base::Uuid id,
                                                 std::int64_t expected_version,
                                                 ApiKeyChange change) {
    static const pg::Query& called = query("update_api_key");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).integer(expected_version).text(change.name);
    statement.params.integer(change.rate_limit);
    statement.params.texts(change.networks);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> rotate_api_key(Context context, ApiKeyRotation rotation,
                                                 Idempotency idempotency) {
    static const pg::Query& called = query("rotate_api_key");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(rotation.id).uuid(rotation.successor_id);
    statement.params.text(rotation.secret.public_id).text(rotation.secret.key_hash);
    statement.params.integer(rotation.overlap_seconds);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> revoke_api_key(Context context, base::Uuid id,
                                                 Idempotency idempotency) {
    static const pg::Query& called = query("revoke_api_key");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> operator_create_api_key(Context context, std::string slug,
                                                          NewApiKey api_key) {
    static const pg::Query& called = query("operator_create_api_key");
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(std::move(slug)).uuid(api_key.id).text(api_key.name);
    statement.params.text(api_key.environment).text(api_key.secret.public_id);
    statement.params.text(api_key.secret.key_hash).texts(api_key.scopes);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> operator_list_api_keys(Context context, std::string slug) {
    static const pg::Query& called = query("operator_list_api_keys");
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(std::move(slug));
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> operator_revoke_api_key(Context context, base::Uuid id) {
    static const pg::Query& called = query("operator_revoke_api_key");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

// Calls of the functions of people.
#include "store/people.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

pg::Statement statement_of(const pg::Query& called) {
    pg::Statement statement;
    statement.query = &called;
    return statement;
}

}  // namespace

base::Task<base::Result<Outcome>> read_me(Context context) {
    static const pg::Query& called = query("read_me");
    co_return co_await read_outcome(context, statement_of(called));
}

base::Task<base::Result<Outcome>> update_me(Context context, std::int64_t expected_version,
                                            std::optional<std::string> full_name,
                                            std::optional<std::string> phone) {
    static const pg::Query& called = query("update_me");
    pg::Statement statement = statement_of(called);
    statement.params.integer(expected_version).text(std::move(full_name)).text(std::move(phone));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> list_users(Context context, int limit,
                                             std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_users");
    pg::Statement statement = statement_of(called);
    statement.params.integer(limit);
    if (starting_after) {
        statement.params.uuid(*starting_after);
    } else {
        statement.params.null();
    }
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_user(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_user");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> create_user(Context context, NewUser user,
                                              Idempotency idempotency) {
    static const pg::Query& called = query("create_user");
    pg::Statement statement = statement_of(called);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    statement.params.uuid(user.id).text(user.email).text(user.full_name).text(user.role);
    statement.params.uuid(user.link_id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_user(Context context, base::Uuid id,
                                              std::int64_t expected_version, UserChange change) {
    static const pg::Query& called = query("update_user");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(id).integer(expected_version).text(change.role);
    if (change.is_active) {
        statement.params.boolean(*change.is_active);
    } else {
        statement.params.null();
    }
    statement.params.text(change.full_name).text(change.phone);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> invite_again(Context context, base::Uuid id, base::Uuid link_id) {
    static const pg::Query& called = query("invite_again");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(id).uuid(link_id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> delete_user(Context context, base::Uuid id) {
    static const pg::Query& called = query("delete_user");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_link(Context context, base::Uuid organization_id,
                                            base::Uuid link_id, std::string purpose) {
    static const pg::Query& called = query("read_link");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(organization_id).uuid(link_id).text(std::move(purpose));
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> accept_invitation(Context context, base::Uuid organization_id,
                                                    base::Uuid link_id,
                                                    std::optional<std::string> full_name,
                                                    std::string password_hash) {
    static const pg::Query& called = query("accept_invitation");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(organization_id).uuid(link_id);
    statement.params.text(std::move(full_name)).text(std::move(password_hash));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> reset_password(Context context, base::Uuid organization_id,
                                                 base::Uuid link_id, std::string password_hash) {
    static const pg::Query& called = query("reset_password");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(organization_id).uuid(link_id).text(std::move(password_hash));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> create_platform_admin(Context context, base::Uuid id,
                                                        std::string email, std::string full_name,
                                                        base::Uuid link_id) {
    static const pg::Query& called = query("create_platform_admin");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(id).text(std::move(email)).text(std::move(full_name)).uuid(link_id);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

// Calls of the functions of signing in.
#include "store/sign_in.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

std::optional<std::string> optional_text_at(const boost::json::object& object,
                                            std::string_view name) {
    if (object.at(name).is_null()) return std::nullopt;
    return text_at(object, name);
}

std::optional<base::Uuid> optional_uuid_at(const boost::json::object& object,
                                           std::string_view name) {
    if (object.at(name).is_null()) return std::nullopt;
    return uuid_at(object, name);
}

Account account_of(const boost::json::object& object, std::string email) {
    Account account;
    account.email = std::move(email);
    account.attempt_id = integer_at(object, "attempt_id");
    account.organization_id = optional_uuid_at(object, "organization_id");
    account.user_id = optional_uuid_at(object, "user_id");
    account.full_name = optional_text_at(object, "full_name");
    account.password_hash = optional_text_at(object, "password_hash");
    account.totp_sealed = optional_text_at(object, "totp_sealed");
    account.has_second_factor = object.at("second_factor").as_bool();
    account.totp_last_step = integer_at(object, "totp_last_step");
    for (const auto& hash : object.at("recovery_code_hashes").as_array()) {
        account.recovery_code_hashes.emplace_back(hash.as_string());
    }
    if (const auto refusal = optional_text_at(object, "refusal")) {
        account.refusal = base::parse_error_code(*refusal);
    }
    return account;
}

pg::Statement statement_of(const pg::Query& called) {
    pg::Statement statement;
    statement.query = &called;
    return statement;
}

void add_uuid(pg::Params& params, const std::optional<base::Uuid>& id) {
    if (id) {
        params.uuid(*id);
    } else {
        params.null();
    }
}

void add_texts(pg::Params& params, const std::vector<std::string>& texts) {
    params.array(std::vector<std::optional<std::string>>(texts.begin(), texts.end()));
}

}  // namespace

base::Task<base::Result<Account>> begin_sign_in(Context context, std::string email) {
    static const pg::Query& called = query("begin_sign_in");
    pg::Statement statement = statement_of(called);
    statement.params.text(email);
    auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(std::move(outcome.error()));
    co_return account_of(outcome->value, std::move(email));
}

base::Task<base::Result<Account>> begin_password_check(Context context) {
    static const pg::Query& called = query("begin_password_check");
    auto outcome = co_await write_outcome(context, statement_of(called));
    if (!outcome) co_return base::fail(std::move(outcome.error()));
    co_return account_of(outcome->value, text_at(outcome->value, "email"));
}

base::Task<base::Result<Outcome>> withdraw_attempt(Context context, std::int64_t attempt_id) {
    static const pg::Query& called = query("withdraw_attempt");
    pg::Statement statement = statement_of(called);
    statement.params.integer(attempt_id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> refuse_sign_in(Context context, Account account,
                                                 base::ErrorCode reason) {
    static const pg::Query& called = query("refuse_sign_in");
    pg::Statement statement = statement_of(called);
    add_uuid(statement.params, account.organization_id);
    add_uuid(statement.params, account.user_id);
    statement.params.text(account.email).text(std::string(base::to_string(reason)));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> finish_sign_in(Context context, Account account,
                                                 std::optional<std::string> new_hash,
                                                 ShownFactor factor, NewSignIn sign_in) {
    static const pg::Query& called = query("finish_sign_in");
    pg::Statement statement = statement_of(called);
    statement.params.integer(account.attempt_id);
    add_uuid(statement.params, account.organization_id);
    add_uuid(statement.params, account.user_id);
    statement.params.text(account.password_hash).text(std::move(new_hash));
    statement.params.integer(factor.totp_step).text(factor.recovery_code_hash);
    statement.params.uuid(sign_in.sign_in_id)
        .uuid(sign_in.refresh_token_id)
        .text(sign_in.refresh_secret_hash);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> refresh_sign_in(Context context, base::Uuid organization_id,
                                                  base::Uuid token_id, std::string secret_hash,
                                                  base::Uuid new_token_id,
                                                  std::string new_secret_hash) {
    static const pg::Query& called = query("refresh_sign_in");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(organization_id).uuid(token_id).text(std::move(secret_hash));
    statement.params.uuid(new_token_id).text(std::move(new_secret_hash));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> list_my_sign_ins(Context context) {
    static const pg::Query& called = query("list_my_sign_ins");
    co_return co_await read_outcome(context, statement_of(called));
}

base::Task<base::Result<Outcome>> end_my_sign_in(Context context, std::optional<base::Uuid> id) {
    static const pg::Query& called = query("end_my_sign_in");
    pg::Statement statement = statement_of(called);
    add_uuid(statement.params, id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> end_my_sign_ins(Context context) {
    static const pg::Query& called = query("end_my_sign_ins");
    co_return co_await write_outcome(context, statement_of(called));
}

base::Task<base::Result<Outcome>> change_my_password(Context context, Account account,
                                                     std::string new_hash, NewSignIn sign_in) {
    static const pg::Query& called = query("change_my_password");
    pg::Statement statement = statement_of(called);
    statement.params.integer(account.attempt_id).text(account.password_hash);
    statement.params.text(std::move(new_hash));
    statement.params.uuid(sign_in.sign_in_id)
        .uuid(sign_in.refresh_token_id)
        .text(sign_in.refresh_secret_hash);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> start_my_second_factor(Context context, Account account,
                                                         std::string totp_sealed) {
    static const pg::Query& called = query("start_my_second_factor");
    pg::Statement statement = statement_of(called);
    statement.params.integer(account.attempt_id).text(account.password_hash);
    statement.params.text(std::move(totp_sealed));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> confirm_my_second_factor(
    Context context, Account account, std::int64_t totp_step,
    std::vector<std::string> recovery_code_hashes) {
    static const pg::Query& called = query("confirm_my_second_factor");
    pg::Statement statement = statement_of(called);
    statement.params.integer(account.attempt_id).text(account.password_hash);
    statement.params.text(account.totp_sealed).integer(totp_step);
    add_texts(statement.params, recovery_code_hashes);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> change_my_second_factor(
    Context context, Account account, ShownFactor factor,
    std::optional<std::vector<std::string>> recovery_code_hashes) {
    static const pg::Query& called = query("change_my_second_factor");
    pg::Statement statement = statement_of(called);
    statement.params.integer(account.attempt_id).text(account.password_hash);
    statement.params.integer(factor.totp_step).text(factor.recovery_code_hash);
    if (recovery_code_hashes) {
        add_texts(statement.params, *recovery_code_hashes);
    } else {
        statement.params.null();
    }
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> request_password_reset(Context context, std::string email) {
    static const pg::Query& called = query("request_password_reset");
    pg::Statement statement = statement_of(called);
    statement.params.text(std::move(email));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<std::int64_t>> forget_sign_ins(Context context, int rows_max) {
    static const pg::Query& called = query("forget_sign_ins");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement = statement_of(called);
    statement.params.integer(rows_max);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return rows->at(0)[0].integer(0);
}

}  // namespace store

// Calls of the functions of payment accounts.
#include "store/payment_accounts.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

pg::Statement statement_of(const pg::Query& called) {
    pg::Statement statement;
    statement.query = &called;
    return statement;
}

std::string to_text(const PaymentAccount& account) {
    boost::json::object json;
    json["account_id"] = account.account_id;
    if (!account.country.empty()) json["country"] = account.country;
    json["charges_enabled"] = account.charges_enabled;
    json["payouts_enabled"] = account.payouts_enabled;
    json["details_submitted"] = account.details_submitted;
    return boost::json::serialize(json);
}

}  // namespace

base::Task<base::Result<Outcome>> read_payment_account(Context context) {
    static const pg::Query& called = query("read_payment_account");
    co_return co_await read_outcome(context, statement_of(called));
}

base::Task<base::Result<Onboarding>> begin_onboarding(Context context) {
    static const pg::Query& called = query("begin_onboarding");
    const auto outcome = co_await read_outcome(context, statement_of(called));
    if (!outcome) co_return base::fail(outcome.error());
    Onboarding onboarding;
    onboarding.organization_id = uuid_at(outcome->value, "organization_id");
    if (outcome->value.contains("account_id")) {
        onboarding.account_id = text_at(outcome->value, "account_id");
    }
    co_return onboarding;
}

base::Task<base::Result<std::string>> attach_payment_account(Context context,
                                                             PaymentAccount account) {
    static const pg::Query& called = query("attach_payment_account");
    pg::Statement statement = statement_of(called);
    statement.params.text(to_text(account));
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return text_at(outcome->value.at("result").as_object(), "account_id");
}

base::Task<base::Result<void>> update_payment_account(Context context, PaymentAccount account) {
    static const pg::Query& called = query("update_payment_account");
    pg::Statement statement = statement_of(called);
    statement.params.text(to_text(account));
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return base::Result<void>();
}

}  // namespace store

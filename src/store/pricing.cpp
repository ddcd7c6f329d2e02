// Calls of the functions of pricing.
#include "store/pricing.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

// The statements of one kind.
struct Calls {
    const pg::Query& list;
    const pg::Query& read;
    const pg::Query& create;
    const pg::Query& update;
};

const Calls& calls_of(PricingKind kind) {
    static const Calls ticket_types{query("list_ticket_types"), query("read_ticket_type"),
                                    query("create_ticket_type"), query("update_ticket_type")};
    static const Calls price_rules{query("list_price_rules"), query("read_price_rule"),
                                   query("create_price_rule"), query("update_price_rule")};
    static const Calls tax_rates{query("list_tax_rates"), query("read_tax_rate"),
                                 query("create_tax_rate"), query("update_tax_rate")};
    static const Calls promo_codes{query("list_promo_codes"), query("read_promo_code"),
                                   query("create_promo_code"), query("update_promo_code")};
    switch (kind) {
        case PricingKind::ticket_type:
            return ticket_types;
        case PricingKind::price_rule:
            return price_rules;
        case PricingKind::tax_rate:
            return tax_rates;
        case PricingKind::promo_code:
            break;
    }
    return promo_codes;
}

void add_ids(pg::Params& params, const std::optional<std::vector<base::Uuid>>& ids) {
    if (!ids) {
        params.null();
        return;
    }
    std::vector<std::optional<std::string>> texts;
    for (const base::Uuid& id : *ids) texts.emplace_back(base::to_string(id));
    params.array(texts);
}

}  // namespace

base::Task<base::Result<Outcome>> list_pricing(Context context, PricingKind kind,
                                               std::optional<base::Uuid> activity_id, int limit,
                                               std::optional<base::Uuid> starting_after) {
    pg::Statement statement;
    statement.query = &calls_of(kind).list;
    statement.params.uuid(activity_id).integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_pricing(Context context, PricingKind kind, base::Uuid id) {
    pg::Statement statement;
    statement.query = &calls_of(kind).read;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> create_pricing(Context context, PricingKind kind, base::Uuid id,
                                                 PricingValues values, Idempotency idempotency) {
    pg::Statement statement;
    statement.query = &calls_of(kind).create;
    statement.params.uuid(id);
    if (kind == PricingKind::promo_code) {
        add_ids(statement.params, values.activity_ids);
    } else {
        statement.params.uuid(values.activity_id);
    }
    statement.params.text(boost::json::serialize(values.columns));
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_pricing(Context context, PricingKind kind, base::Uuid id,
                                                 std::int64_t expected_version,
                                                 PricingValues values) {
    pg::Statement statement;
    statement.query = &calls_of(kind).update;
    statement.params.uuid(id).integer(expected_version);
    statement.params.text(boost::json::serialize(values.columns));
    if (kind == PricingKind::promo_code) add_ids(statement.params, values.activity_ids);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_fees(Context context) {
    static const pg::Query& called = query("read_pricing");
    pg::Statement statement;
    statement.query = &called;
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_fees(Context context, std::int64_t expected_version,
                                              boost::json::object columns) {
    static const pg::Query& called = query("update_pricing");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(expected_version).text(boost::json::serialize(columns));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> quote_booking(Context context, boost::json::object question) {
    static const pg::Query& called = query("quote_booking");
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(boost::json::serialize(question));
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

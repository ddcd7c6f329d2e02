// Calls of sql/queries/audit.sql.
#include "store/audit.hpp"

#include <boost/json.hpp>

#include "store/queries.hpp"

namespace store {
namespace {

void add(pg::Params& params, const std::optional<base::Uuid>& id) {
    id ? params.uuid(*id) : params.null();
}

void add(pg::Params& params, const std::optional<base::Instant>& instant) {
    instant ? params.instant(*instant) : params.null();
}

}  // namespace

base::Task<base::Result<Outcome>> list_audit_logs(Context context, AuditFilter filter,
                                                  std::optional<AuditPosition> before, int limit) {
    static const pg::Query& list = query("list_audit_logs");
    pg::Statement statement;
    statement.query = &list;
    pg::Params& params = statement.params;
    add(params, filter.user_id);
    add(params, filter.api_key_id);
    params.text(std::move(filter.resource_type));
    add(params, filter.resource_id);
    params.text(std::move(filter.action));
    add(params, filter.from);
    add(params, filter.to);
    if (before) {
        params.instant(before->created_at).integer(before->id);
    } else {
        params.null().null();
    }
    params.integer(limit);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_audit_horizon(Context context) {
    static const pg::Query& read_one = query("read_audit_horizon");
    pg::Statement statement;
    statement.query = &read_one;
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> begin_audit_round(Context context, Outcome horizon,
                                                    int entries_max, int keep_days) {
    static const pg::Query& begin = query("begin_audit_round");
    pg::Statement statement;
    statement.query = &begin;
    statement.params.text(boost::json::serialize(horizon.value));
    statement.params.integer(entries_max).integer(keep_days);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<void>> finish_audit_round(Context context, std::string round) {
    static const pg::Query& finish = query("finish_audit_round");
    pg::Statement statement;
    statement.query = &finish;
    statement.params.text(std::move(round));
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return base::Result<void>();
}

base::Task<base::Result<Outcome>> read_audit_round(Context context, std::int64_t number,
                                                   std::optional<base::Uuid> organization_id) {
    static const pg::Query& read_one = query("read_audit_round");
    pg::Statement statement;
    statement.query = &read_one;
    statement.params.integer(number);
    add(statement.params, organization_id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<base::Uuid>> find_audited_organization(Context context,
                                                               std::string slug_or_id) {
    static const pg::Query& find = query("find_audited_organization");
    pg::Statement statement;
    statement.query = &find;
    const auto id = base::parse_uuid(slug_or_id);
    statement.params.text(std::move(slug_or_id));
    add(statement.params, id);
    const auto outcome = co_await read_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return uuid_at(outcome->value, "id");
}

base::Task<base::Result<void>> make_audit_partitions(Context context) {
    static const pg::Query& make = query("make_audit_partitions");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &make;
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return base::Result<void>();
}

}  // namespace store

// Calls of the functions of organizations.
#include "store/organizations.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

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

void add_new(pg::Params& params, const NewOrganization& organization) {
    params.uuid(organization.id).text(organization.name).text(organization.slug);
    params.text(organization.currency).text(organization.time_zone);
    params.text(organization.venue_name).uuid(organization.venue_id);
    params.uuid(organization.embed_id).text(organization.embed_key);
    params.uuid(organization.owner_id).text(organization.owner_email);
    params.text(organization.owner_name).uuid(organization.link_id);
}

}  // namespace

base::Task<base::Result<Outcome>> list_organizations(Context context, int limit,
                                                     std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_organizations");
    pg::Statement statement = statement_of(called);
    statement.params.integer(limit);
    add_uuid(statement.params, starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_organization(Context context, std::optional<base::Uuid> id) {
    static const pg::Query& called = query("read_organization");
    pg::Statement statement = statement_of(called);
    add_uuid(statement.params, id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_organization(Context context, std::optional<base::Uuid> id,
                                                      std::int64_t expected_version,
                                                      boost::json::object change) {
    static const pg::Query& called = query("update_organization");
    pg::Statement statement = statement_of(called);
    add_uuid(statement.params, id);
    statement.params.integer(expected_version).text(boost::json::serialize(change));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> create_organization(Context context, NewOrganization organization,
                                                      Idempotency idempotency) {
    static const pg::Query& called = query("create_organization");
    pg::Statement statement = statement_of(called);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    add_new(statement.params, organization);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> add_organization(Context context, NewOrganization organization) {
    static const pg::Query& called = query("add_organization");
    pg::Statement statement = statement_of(called);
    add_new(statement.params, organization);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> suspend_organization(Context context, base::Uuid id,
                                                       std::string reason) {
    static const pg::Query& called = query("suspend_organization");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(id).text(std::move(reason));
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> reactivate_organization(Context context, base::Uuid id) {
    static const pg::Query& called = query("reactivate_organization");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> delete_organization(Context context, base::Uuid id) {
    static const pg::Query& called = query("delete_organization");
    pg::Statement statement = statement_of(called);
    statement.params.uuid(id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<std::int64_t>> purge_deleted_organizations(Context context, int age_days,
                                                                   int sessions_max) {
    static const pg::Query& called = query("purge_deleted_organizations");
    pg::Statement statement = statement_of(called);
    statement.params.integer(age_days).integer(sessions_max);
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return rows->at(0)[0].integer(0);
}

}  // namespace store

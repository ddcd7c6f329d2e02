// Reading the outbox.
#include "store/outbox.hpp"

#include <algorithm>

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<OutboxPosition>> read_outbox_position(Context context) {
    static const pg::Query& position_query = query("read_outbox_position");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &position_query;
    unit.statements.push_back(std::move(statement));
    auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    OutboxPosition position;
    position.transaction_id = rows->at(0)[0].text(0);
    co_return position;
}

base::Task<base::Result<SessionChangePage>> list_session_changes(Context context,
                                                                 OutboxPosition position,
                                                                 int count_max) {
    static const pg::Query& changes_query = query("list_session_changes");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &changes_query;
    statement.params.text(position.transaction_id).integer(position.id).integer(count_max);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));

    SessionChangePage page;
    page.position = std::move(position);
    for (int i = 0; i < rows->at(0).size(); ++i) {
        const pg::Row row = rows->at(0)[i];
        page.position.transaction_id = row.text(0);
        page.position.id = row.integer(1);
        SessionChange change;
        change.organization_id = row.uuid(2);
        change.activity_id = row.uuid(3);
        change.session = row.text(4);
        page.changes.push_back(std::move(change));
    }
    co_return page;
}

base::Task<base::Result<ChangedRows>> list_changed_rows(Context context,
                                                        std::optional<ChangePosition> since) {
    static const pg::Query& rows_query = query("list_changed_rows");
    pg::Unit unit = unit_for(context.claims);
    pg::Statement statement;
    statement.query = &rows_query;
    statement.params.text(since ? std::optional<std::string>(since->snapshot) : std::nullopt);
    unit.statements.push_back(std::move(statement));
    auto rows = co_await read(context, std::move(unit));
    if (!rows) co_return base::fail(std::move(rows.error()));
    const pg::Row row = rows->at(0)[0];
    ChangedRows changed;
    changed.position.snapshot = row.text(0);
    changed.position.connection = row.integer(1);
    changed.database_time = row.instant(2);
    std::string_view names = row.text(3);
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        changed.rows.emplace_back(names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    co_return changed;
}

}  // namespace store

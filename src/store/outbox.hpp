// Reading the outbox: what happened, in an order that skips nothing. sql/queries/outbox.sql.
#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"

namespace store {

// Everything before it was read.
struct OutboxPosition {
    std::string transaction_id;
    std::int64_t id = 0;
};

struct SessionChange {
    base::Uuid organization_id;
    base::Uuid activity_id;
    std::string
        session;  // JSON: id, activity_id, capacity_total, capacity_remaining, version, is_closed
};

struct SessionChangePage {
    std::vector<SessionChange> changes;
    OutboxPosition position;  // after them
};

// The end of the outbox. For the engine.
base::Task<base::Result<OutboxPosition>> read_outbox_position(Context context);

// At most `count_max` changes after the position. For the engine.
base::Task<base::Result<SessionChangePage>> list_session_changes(Context context,
                                                                 OutboxPosition position,
                                                                 int count_max);

// What a reader has seen of the database, and which of its connections told it.
struct ChangePosition {
    std::string snapshot;
    std::int64_t connection = 0;
};

struct ChangedRows {
    std::vector<std::string> rows;  // "activities/<id>", "organizations/<id>"
    ChangePosition position;        // after them
    base::Instant database_time;    // when they had been seen
};

// The rows that changed since the position, by whatever process; none where there is no position.
// Sessions count as their activity, what an embed shows as its organization. For the engine.
base::Task<base::Result<ChangedRows>> list_changed_rows(Context context,
                                                        std::optional<ChangePosition> since);

}  // namespace store

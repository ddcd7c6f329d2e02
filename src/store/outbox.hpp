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

}  // namespace store

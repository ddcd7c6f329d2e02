// The dashboard of an organization. sql/functions/71_dashboard.sql.
#pragma once

#include <optional>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"

namespace store {

// Of so many days up to today, of one venue or of all. permission_denied | venue_not_found.
base::Task<base::Result<Outcome>> read_dashboard(Context context, int days,
                                                 std::optional<base::Uuid> venue_id);

// Refreshes what dashboards are read from, where the last time is longer ago than `every_seconds`
// and no other node is at it; sums the days of so many organizations at most. Whether there is more
// to do at once.
base::Task<base::Result<bool>> refresh_dashboard_if_due(Context context, int every_seconds,
                                                        int organizations_max);

}  // namespace store

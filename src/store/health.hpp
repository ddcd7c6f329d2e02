// Whether the database answers. sql/queries/maintenance.sql.
#pragma once

#include "store/context.hpp"

namespace store {

// One round trip through the lane that writes.
base::Task<base::Result<void>> ping(Context context);

}  // namespace store

// What an organization sold, earned and filled.
#pragma once

#include <optional>

#include "services/staff.hpp"
#include "store/dashboard.hpp"

namespace services {

// permission_denied | venue_not_found.
base::Task<base::Result<store::Outcome>> read_dashboard(Context context, Staff staff, int days,
                                                        std::optional<base::Uuid> venue_id);

}  // namespace services

// The background jobs of all nodes, for the platform's team.
#pragma once

#include "services/staff.hpp"
#include "store/jobs.hpp"

namespace services {

// permission_denied.
base::Task<base::Result<store::Outcome>> list_jobs(Context context, Staff staff);

}  // namespace services

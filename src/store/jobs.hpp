// What nodes say of their background jobs. sql/functions/72_jobs.sql.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "store/context.hpp"
#include "store/outcome.hpp"

namespace store {

// Keeps what a node says of its jobs, in place of what it said before. For the engine.
base::Task<base::Result<void>> report_jobs(Context context, std::string node,
                                           boost::json::array jobs);

// All jobs of all nodes. permission_denied.
base::Task<base::Result<Outcome>> list_jobs(Context context);

}  // namespace store

// How the program's dependencies are doing.
#pragma once

#include "services/context.hpp"

namespace services {

// Milliseconds that one round trip to the database took, through the lane that writes: it sees a
// database that only reads. The errors of the database.
base::Task<base::Result<double>> ping_database(Context context);

}  // namespace services

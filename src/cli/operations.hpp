// The listener for operators, apart from the one for the world: GET /metrics.
#pragma once

#include <memory>

#include "base/error.hpp"
#include "cache/store.hpp"
#include "config/settings.hpp"
#include "http/server.hpp"
#include "obs/metrics.hpp"

namespace cli {

// Starts it where the setting operations_address names one; null where it is empty.
// invalid_configuration where the address cannot be listened on. `metrics` and `cache` outlive it.
base::Result<std::unique_ptr<http::Server>> start_operations(const config::Settings& settings,
                                                             obs::Metrics& metrics,
                                                             const cache::Store& cache);

}  // namespace cli

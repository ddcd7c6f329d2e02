// The listener for operators, apart from the one for the world: GET /metrics, and GET /health with
// its details.
#pragma once

#include <memory>

#include "base/error.hpp"
#include "cache/store.hpp"
#include "config/settings.hpp"
#include "http/server.hpp"
#include "obs/metrics.hpp"
#include "services/health.hpp"

namespace cli {

// Starts it where the setting operations_address names one; null where it is empty.
// invalid_configuration where the address cannot be listened on. What it shows outlives it.
base::Result<std::unique_ptr<http::Server>> start_operations(const config::Settings& settings,
                                                             obs::Metrics& metrics,
                                                             const cache::Store& cache,
                                                             const services::HealthBoard& health);

}  // namespace cli

// The running product: HTTP server and background jobs on one database.
#include "cli/service.hpp"

namespace cli {

base::Result<void> run_service(const ServiceOptions& options, StopSignal& stop) {
    if (auto ready = options.on_ready(options.settings.port); !ready) return ready;
    stop.wait();
    return {};
}

}  // namespace cli

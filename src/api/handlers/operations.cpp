// What operators and tools ask of a running server: health, readiness, the contract.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "api/handlers/handlers.hpp"
#include "api/reply.hpp"
#include "base/embedded_file.hpp"
#include "base/text.hpp"
#include "services/health.hpp"

namespace api::handlers {
namespace {

// Longer than this and a probe counts as failed: /health itself answers within a second (task 4.2).
constexpr std::chrono::milliseconds probe_max{800};
// A database slower than this is degraded (domain.md 2.16).
constexpr double degraded_milliseconds = 500;

base::Task<base::Result<double>> probe_database(Call call) {
    services::Context context = call.context;
    context.deadline = std::min(context.deadline, base::deadline_in(probe_max));
    co_return co_await services::ping_database(context);
}

}  // namespace

// GET /health
base::Task<http::Response> get_health(Call call) {
    const base::Instant now = call.context.clock->now();
    const auto latency = co_await probe_database(call);
    const char* status = !latency                           ? "unhealthy"
                         : *latency > degraded_milliseconds ? "degraded"
                                                            : "healthy";
    boost::json::object database;
    database["status"] = status;
    // Whole milliseconds, as the task list has it; a fast database is 1, not 0.
    database["latency"] = static_cast<std::int64_t>(
        std::ceil(latency.value_or(static_cast<double>(probe_max.count()))));
    boost::json::object checks;
    checks["database"] = std::move(database);
    boost::json::object body;
    body["status"] = status;
    body["version"] = call.process->version;
    body["uptime_seconds"] =
        std::chrono::floor<std::chrono::seconds>(now - call.process->started_at).count();
    body["checks"] = std::move(checks);
    body["timestamp"] = base::to_iso(std::chrono::floor<std::chrono::milliseconds>(now));
    co_return json_reply(latency ? 200 : 503, body);
}

// GET /live
base::Task<http::Response> get_live(Call) {
    boost::json::object body;
    body["status"] = "live";
    co_return json_reply(200, body);
}

// GET /ready
base::Task<http::Response> get_ready(Call call) {
    const auto latency = co_await probe_database(call);
    if (!latency) co_return problem(call, latency.error());
    boost::json::object body;
    body["status"] = "ready";
    co_return json_reply(200, body);
}

// GET /openapi.json
base::Task<http::Response> get_contract(Call) {
    static const auto contract = [] {
        for (const base::EmbeddedFile& file : assets::files()) {
            if (file.path == "openapi/openapi.json") {
                return std::make_shared<const std::string>(file.content);
            }
        }
        throw std::logic_error("openapi/openapi.json is not built in");
    }();
    http::Response response;
    response.set("Content-Type", "application/json");
    response.set("Cache-Control", "no-cache");
    response.shared_body = contract;
    co_return response;
}

}  // namespace api::handlers

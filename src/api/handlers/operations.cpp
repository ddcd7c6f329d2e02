// What operators and tools ask of a running server: health, readiness, the contract.
#include <algorithm>
#include <boost/json.hpp>

#include "api/handlers/handlers.hpp"
#include "api/reply.hpp"
#include "base/embedded_file.hpp"
#include "base/text.hpp"
#include "services/health.hpp"

namespace api::handlers {
namespace {

// Longer than this and the database counts as hanging: /health itself answers within a second
// (task 4.2).
constexpr std::chrono::milliseconds look_max{800};

// The database is looked at anew, all else stands on the board: no reply waits for Stripe.
base::Task<services::HealthCheck> check_database(Call call) {
    services::Context context = call.context;
    context.deadline = std::min(context.deadline, base::deadline_in(look_max));
    co_return co_await services::check_database(context);
}

}  // namespace

// GET /health
base::Task<http::Response> get_health(Call call) {
    const base::Instant now = call.context.clock->now();
    services::HealthChecks checks = call.process->health->checks();
    checks["database"] = co_await check_database(call);
    const services::HealthState state = services::state_of(checks);
    boost::json::object body;
    body["status"] = services::to_string(state);
    body["version"] = call.process->version;
    body["uptime_seconds"] =
        std::chrono::floor<std::chrono::seconds>(now - call.process->started_at).count();
    body["checks"] = services::to_json(checks, false);
    body["timestamp"] = base::to_iso(std::chrono::floor<std::chrono::milliseconds>(now));
    co_return json_reply(state == services::HealthState::unhealthy ? 503 : 200, body);
}

// GET /live
base::Task<http::Response> get_live(Call) {
    boost::json::object body;
    body["status"] = "live";
    co_return json_reply(200, body);
}

// GET /ready
base::Task<http::Response> get_ready(Call call) {
    if (*call.process->is_draining) {
        base::Error error;
        error.code = base::ErrorCode::shutting_down;
        co_return problem(call, error);
    }
    const services::HealthCheck database = co_await check_database(call);
    if (database.state == services::HealthState::unhealthy) {
        base::Error error;
        error.code = base::ErrorCode::database_unavailable;
        error.retry_after_seconds = 1;
        co_return problem(call, error);
    }
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

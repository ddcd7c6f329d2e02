// What the listener for operators answers.
#include "cli/operations.hpp"

#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "obs/log.hpp"

namespace cli {
namespace {

class Operations final : public http::Application {
public:
    Operations(obs::Metrics& metrics, const cache::Store& cache,
               const services::HealthBoard& health)
        : metrics_(metrics), cache_(cache), health_(health) {}

    base::Task<http::Response> handle(http::Request request) override {
        http::Response response;
        response.set("Cache-Control", "no-store");
        if (request.path != "/metrics" && request.path != "/health") {
            response.status = 404;
        } else if (request.method != http::Method::get && request.method != http::Method::head) {
            response.status = 405;
            response.set("Allow", "GET, HEAD");
        } else if (request.path == "/health") {
            show_health(response);
        } else {
            response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            show_cache();
            response.body = metrics_.text();
        }
        co_return response;
    }

    http::Response protocol_problem(http::ProtocolFault) override {
        http::Response response;
        response.status = 400;
        return response;
    }

    base::Task<void> stop(base::Deadline) override { co_return; }

private:
    void show_cache() {
        for (const auto& [kind, stats] : cache_.stats()) {
            obs::CacheFigures figures;
            figures.hits = static_cast<double>(stats.hits);
            figures.misses = static_cast<double>(stats.misses);
            figures.entries = static_cast<double>(stats.entries);
            figures.bytes = static_cast<double>(stats.bytes);
            metrics_.cache(cache::rule_of(kind).name, figures);
        }
    }

    void show_health(http::Response& response) const {
        const services::HealthChecks checks = health_.checks();
        const services::HealthState state = services::state_of(checks);
        boost::json::object body;
        body["status"] = services::to_string(state);
        body["checks"] = services::to_json(checks, true);
        response.status = state == services::HealthState::unhealthy ? 503 : 200;
        response.set("Content-Type", "application/json");
        response.body = boost::json::serialize(body);
    }

    obs::Metrics& metrics_;
    const cache::Store& cache_;
    const services::HealthBoard& health_;
};

}  // namespace

base::Result<std::unique_ptr<http::Server>> start_operations(const config::Settings& settings,
                                                             obs::Metrics& metrics,
                                                             const cache::Store& cache,
                                                             const services::HealthBoard& health) {
    if (settings.operations_address.empty()) return nullptr;
    const auto colon = settings.operations_address.rfind(':');
    http::ServerOptions options;
    options.address = settings.operations_address.substr(0, colon);
    options.port = static_cast<std::uint16_t>(
        base::parse_integer(settings.operations_address.substr(colon + 1)).value());
    auto server = std::make_unique<http::Server>(options, [&metrics, &cache, &health](auto) {
        return std::make_unique<Operations>(metrics, cache, health);
    });
    if (auto started = server->start(); !started) return base::fail(started.error());
    obs::log(obs::Level::info, "operations_ready", {{"address", settings.operations_address}});
    return server;
}

}  // namespace cli

// The way of every request: request id, address, route, handler, reply. One object per I/O thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <memory>

#include "api/call.hpp"
#include "api/rate_limits.hpp"
#include "api/router.hpp"
#include "cache/cache.hpp"
#include "http/address.hpp"
#include "http/server.hpp"
#include "redis/client.hpp"
#include "services/session_feed.hpp"

namespace api {

// What the pipelines of all threads share; outlives them.
struct Shared {
    Router router{{}};
    http::Proxies proxies;
    RateLimits* rate_limits = nullptr;
    services::Rules rules;
    const base::Clock* clock = nullptr;
    Process process;
    const crypto::Keys* keys = nullptr;
    const services::PaymentProviders* payments = nullptr;
    outbound::Stripe* stripe = nullptr;  // where the operator has set it up
    obs::Metrics* metrics = nullptr;
    base::BlockingPool* pool = nullptr;  // for what would keep an I/O thread
    pg::LaneOptions read_lane;
    pg::LaneOptions write_lane;
    std::vector<pg::ReplicaOptions> replicas;
    store::HoldThread* holds = nullptr;
    cache::Store* cache = nullptr;
    services::Funnel* funnel = nullptr;
    bool tells_timing = false;                  // by Server-Timing, on every reply
    std::optional<redis::ClientOptions> redis;  // where nodes share one
};

class Pipeline final : public http::Application {
public:
    Pipeline(boost::asio::any_io_executor executor, const Shared& shared);

    base::Task<http::Response> handle(http::Request request) override;
    http::Response protocol_problem(http::ProtocolFault fault) override;
    base::Task<void> stop(base::Deadline deadline) override;

private:
    // What the headers of the reply say beside the handler.
    struct Verdicts {
        std::optional<RateVerdict> limit;  // where the route has one
        std::string allowed_origin = "*";  // who may read the reply; empty is nobody else
        std::shared_ptr<store::DatabaseTime> database_time;  // where replies tell of it
    };
    base::Task<http::Response> answer(http::Request request, base::Result<Router::Match> match,
                                      store::Request origin, Verdicts* verdicts);
    base::Task<http::Response> answer_staff(Call call, const Route* route,
                                            std::optional<RateVerdict>* verdict);
    // Runs the handler; what it changed is seen by the next request at this node.
    base::Task<http::Response> handle_staff(Call call, const Route* route);
    // Nothing where there is nothing to charge.
    base::Task<std::optional<RateVerdict>> charge(std::optional<RateCharge> charge);
    // Whether the embed of the path is for the site that asks; keeps in the call which ones it is
    // for. origin_not_allowed.
    base::Task<base::Result<void>> admit_origin(Call* call, const Route* route,
                                                std::string* allowed_origin);
    store::Database lanes();
    services::Context context();

    // What a series of the metric of requests is looked up by: the texts of routes never move.
    struct RouteReply {
        http::Method method;
        const char* route;
        unsigned status;
        auto operator<=>(const RouteReply&) const = default;
    };
    void observe(http::Method method, std::string_view route, unsigned status,
                 std::chrono::steady_clock::duration taken);

    boost::asio::any_io_executor executor_;
    const Shared& shared_;
    obs::Gauge requests_under_way_;
    std::map<RouteReply, obs::Timing> timings_;
    pg::Lane read_lane_;
    pg::Replicas replicas_;
    pg::Lane write_lane_;
    services::SessionFeed feed_;
    std::optional<redis::Client> redis_;
    std::optional<cache::Cache> cache_;
};

}  // namespace api

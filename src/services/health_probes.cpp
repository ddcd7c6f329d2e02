// Looks at the services of others that the program uses.
#include "services/health_probes.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>

namespace services {
namespace {

constexpr std::chrono::milliseconds redis_connects_within{200};
constexpr std::chrono::seconds stripe_answer_max{5};
constexpr std::chrono::seconds mail_answer_max{15};

using TimePoint = std::chrono::steady_clock::time_point;

HealthCheck timed(TimePoint begin) {
    HealthCheck check;
    const auto taken = std::chrono::steady_clock::now() - begin;
    check.latency_ms = std::chrono::duration<double, std::milli>(taken).count();
    return check;
}

}  // namespace

HealthProbes::HealthProbes(boost::asio::any_io_executor executor, HealthProbeOptions options)
    : executor_(executor), options_(std::move(options)) {
    if (options_.redis) redis_.emplace(executor, *options_.redis).start();
}

void HealthProbes::stop() {
    if (redis_) redis_->stop();
}

base::Task<HealthCheck> HealthProbes::look_at_redis() {
    if (!redis_->is_up()) {
        // Its connection is perhaps just being made.
        boost::asio::steady_timer pause(executor_, redis_connects_within);
        co_await pause.async_wait(boost::asio::use_awaitable);
    }
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::string> ping(1, "PING");
    const auto answer = co_await redis_->run(std::move(ping));
    HealthCheck check = timed(begin);
    if (!answer) check.degrade("It does not answer in time.");
    co_return check;
}

base::Task<HealthCheck> HealthProbes::look_at_stripe() {
    const auto begin = std::chrono::steady_clock::now();
    outbound::StripeCall call;
    call.deadline = base::deadline_in(stripe_answer_max);
    const auto account = co_await options_.stripe->retrieve_account(std::move(call));
    HealthCheck check = timed(begin);
    if (!account) check.degrade(account.error().detail);
    co_return check;
}

base::Task<HealthCheck> HealthProbes::look_at_mail_server(base::BlockingPool* pool) {
    const auto begin = std::chrono::steady_clock::now();
    const std::function<std::optional<outbound::SmtpFault>()> greet =
        [server = *options_.mail_server] { return outbound::greet_by_smtp(server); };
    const auto greeted = co_await pool->run(greet, base::deadline_in(mail_answer_max));
    HealthCheck check = timed(begin);
    if (!greeted) check.degrade("It does not answer in time.");
    if (greeted && *greeted) check.degrade((*greeted)->reason);
    co_return check;
}

}  // namespace services

// Looks at the services of others that the program uses, as far as they are set up. Looking changes
// nothing there, and costs them next to nothing.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <optional>

#include "base/blocking_pool.hpp"
#include "outbound/smtp.hpp"
#include "outbound/stripe.hpp"
#include "redis/client.hpp"
#include "services/health.hpp"

namespace services {

struct HealthProbeOptions {
    std::optional<redis::ClientOptions> redis;
    outbound::Stripe* stripe = nullptr;
    std::optional<outbound::SmtpServer> mail_server;
};

// For one thread. Each look gives a check, whatever happens, within fifteen seconds; those that are
// not set up must not be looked at.
class HealthProbes {
public:
    HealthProbes(boost::asio::any_io_executor executor, HealthProbeOptions options);

    const HealthProbeOptions& options() const { return options_; }
    void stop();

    base::Task<HealthCheck> look_at_redis();
    // Reads the platform's own account.
    base::Task<HealthCheck> look_at_stripe();
    // Connects, signs in and goes. `pool` is where it may block.
    base::Task<HealthCheck> look_at_mail_server(base::BlockingPool* pool);

private:
    boost::asio::any_io_executor executor_;
    HealthProbeOptions options_;
    std::optional<redis::Client> redis_;
};

}  // namespace services

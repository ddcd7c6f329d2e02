// The running product: HTTP server and background jobs on one database.
#include "cli/service.hpp"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "api/pipeline.hpp"
#include "base/text.hpp"
#include "cli/mail_server.hpp"
#include "cli/operations.hpp"
#include "http/server.hpp"
#include "jobs/worker.hpp"
#include "obs/log.hpp"
#include "pages/routes.hpp"
#include "pg/connection_parameters.hpp"
#include "services/funnel.hpp"
#include "services/stripe_payments.hpp"
#include "services/test_payments.hpp"

namespace cli {
namespace {

constexpr std::chrono::seconds first_sessions_seconds_max{60};

pg::LaneOptions lane(const ServiceOptions& options, std::string name) {
    pg::LaneOptions lane;
    lane.name = std::move(name);
    lane.pooled = options.settings.pooler == "transaction";
    lane.conninfo = lane.pooled ? options.settings.database_url : options.database_url;
    const config::Settings& settings = options.settings;
    lane.queued_units_max = settings.queue_max;
    lane.wait_max = std::chrono::milliseconds(settings.connection_wait_ms);
    lane.connection_lifetime = std::chrono::seconds(settings.connection_lifetime_seconds);
    lane.statement_timeout = std::chrono::milliseconds(settings.statement_timeout_ms);
    lane.lock_timeout = std::chrono::milliseconds(settings.lock_timeout_ms);
    lane.idle_in_transaction_timeout =
        std::chrono::milliseconds(settings.idle_in_transaction_timeout_ms);
    return lane;
}

services::Rules rules_of(const config::Settings& settings) {
    services::Rules rules;
    rules.holds.hold_ttl_seconds = settings.hold_ttl_seconds;
    rules.holds.spots_per_hold_max = settings.spots_per_hold_max;
    rules.holds.holds_per_visitor_max = settings.holds_per_visitor_max;
    rules.holds.batch_max = settings.hold_batch_max;
    rules.holds.batches_in_flight_max = settings.hold_batches_in_flight;
    rules.holds.waiting_max = settings.queue_max * settings.threads;
    rules.holds.waiting_per_session_max = (rules.holds.waiting_max + 1) / 2;
    rules.hold_extensions_max = settings.hold_extensions_max;
    rules.session_horizon_days = settings.session_horizon_days;
    rules.public_url = settings.public_url;
    rules.payment_window_minutes = settings.payment_window_minutes;
    rules.stripe_webhooks.secrets = base::split_list(settings.stripe_webhook_secrets);
    rules.stripe_webhooks.tolerance =
        std::chrono::seconds(settings.stripe_webhook_tolerance_seconds);
    rules.webhook_private_addresses = settings.webhook_private_addresses == "on";
    return rules;
}

api::RateRules rate_rules(const config::Settings& settings) {
    api::RateRules rules;
    rules.is_on = settings.rate_limits == "on";
    rules.visitor = settings.rate_limit_visitor;
    rules.holds = settings.rate_limit_holds;
    rules.checkouts = settings.rate_limit_checkouts;
    rules.sign_in = settings.rate_limit_sign_in;
    rules.user = settings.rate_limit_user;
    rules.admin = settings.rate_limit_admin;
    rules.webhook = settings.rate_limit_webhook;
    return rules;
}

outbound::StripeOptions stripe_options(const config::Settings& settings) {
    outbound::StripeOptions stripe;
    stripe.api_base = settings.stripe_api_base;
    stripe.api_version = settings.stripe_api_version;
    stripe.secret_key = settings.stripe_secret_key;
    stripe.timeout = std::chrono::milliseconds(settings.stripe_timeout_ms);
    return stripe;
}

services::PaymentProviders providers_of(const ServiceOptions& options, outbound::Stripe* stripe) {
    services::PaymentProviders providers;
    if (options.test_payments) providers.add("test", std::make_unique<services::TestPayments>());
    if (stripe) providers.add("stripe", std::make_unique<services::StripePayments>(*stripe));
    return providers;
}

// How the replica is called where people see it: without its password.
base::Result<std::string> replica_name(const std::string& url) {
    const auto parameters = pg::ConnectionParameters::parse(url);
    if (!parameters) {
        return base::fail(base::ErrorCode::invalid_configuration,
                          "--replica-url cannot be read: " + parameters.error());
    }
    const std::string_view port = parameters->get("port");
    return std::string(parameters->get("host")) + ":" + std::string(port.empty() ? "5432" : port);
}

base::Result<std::deque<pg::ReplicaStatus>> replicas_of(const config::Settings& settings) {
    std::deque<pg::ReplicaStatus> replicas;
    for (const std::string& url : base::split_list(settings.replica_url, ' ')) {
        auto name = replica_name(url);
        if (!name) return base::fail(name.error());
        replicas.emplace_back(std::move(*name));
    }
    return replicas;
}

std::vector<pg::ReplicaOptions> replica_options(const api::Shared& shared,
                                                const config::Settings& settings,
                                                std::deque<pg::ReplicaStatus>& replicas) {
    std::vector<pg::ReplicaOptions> all;
    const auto urls = base::split_list(settings.replica_url, ' ');
    for (std::size_t i = 0; i < urls.size(); ++i) {
        pg::ReplicaOptions& replica = all.emplace_back();
        replica.lane = shared.read_lane;
        replica.lane.name = "replica";
        replica.lane.conninfo = urls[i];
        replica.lag_max = std::chrono::milliseconds(settings.replica_lag_max_ms);
        replica.check_every = std::chrono::milliseconds(settings.replica_check_interval_ms);
        replica.status = &replicas[i];
        replica.metrics = shared.metrics;
    }
    return all;
}

base::Result<api::Shared> shared_of(const ServiceOptions& options, const base::Clock& clock,
                                    base::BlockingPool& pool,
                                    const services::PaymentProviders& payments) {
    const config::Settings& settings = options.settings;
    auto proxies = base::Networks::parse(settings.trusted_proxies);
    if (!proxies) return base::fail(proxies.error());
    api::Shared shared;
    shared.router = api::Router({api::routes(), pages::routes()});
    shared.proxies.trusted = std::move(*proxies);
    shared.proxies.use_rfc_7239 = settings.forwarded_header == "forwarded";
    shared.rules = rules_of(settings);
    shared.clock = &clock;
    shared.keys = &options.keys;
    shared.pool = &pool;
    shared.payments = &payments;
    shared.tells_timing = options.tells_timing;
    shared.process.version = BOOKINGTMS_VERSION;
    shared.process.started_at = clock.now();
    shared.read_lane = lane(options, "read");
    shared.read_lane.read_only = true;
    shared.read_lane.connections = settings.read_connections;
    shared.read_lane.units_in_flight_per_connection_max = 32;
    shared.write_lane = lane(options, "write");
    shared.write_lane.connections = settings.write_connections;
    if (!settings.redis_url.empty()) {
        auto address = redis::parse_address(settings.redis_url);
        if (!address) return base::fail(address.error());
        shared.redis.emplace().address = std::move(*address);
    }
    return shared;
}

jobs::WorkerOptions worker_options(const ServiceOptions& options, const api::Shared& shared,
                                   int port) {
    jobs::WorkerOptions worker;
    worker.lane = lane(options, "jobs");
    worker.lane.connections = 2;
    worker.changes_conninfo = options.database_url;
    worker.lane.statement_timeout = std::chrono::seconds(30);
    worker.rules = rules_of(options.settings);
    worker.rules.site_url = public_url(options.settings, port);
    worker.clock = shared.clock;
    worker.keys = shared.keys;
    worker.pool = shared.pool;
    worker.payments = shared.payments;
    worker.cache = shared.cache;
    worker.funnel = shared.funnel;
    worker.metrics = shared.metrics;
    worker.lane.metrics = shared.metrics;
    worker.mail.folder = options.mail_folder;
    worker.mail.from = options.settings.mail_from;
    worker.mail.public_url = public_url(options.settings, port);
    worker.webhook_threads = options.settings.webhook_threads;
    worker.expire_every = std::chrono::milliseconds(options.settings.expire_interval_ms);
    worker.generate_every = std::chrono::seconds(options.settings.generate_interval_seconds);
    worker.session_horizon_days = options.settings.session_horizon_days;
    worker.seal_every = std::chrono::milliseconds(options.settings.audit_seal_interval_ms);
    worker.audit_retention_days = options.settings.audit_retention_days;
    return worker;
}

jobs::HealthWatchOptions health_watch_options(const ServiceOptions& options,
                                              const api::Shared& shared,
                                              const std::deque<pg::ReplicaStatus>& replicas) {
    jobs::HealthWatchOptions watch;
    for (const pg::ReplicaStatus& replica : replicas) watch.replicas.push_back(&replica);
    watch.probes.redis = shared.redis;
    watch.probes.stripe = shared.stripe;
    watch.data_dir = options.data_dir;
    watch.alerts.webhook_url = options.settings.health_webhook_url;
    watch.alerts.mail_to = base::split_list(options.settings.health_mail_to);
    watch.alerts.patience = std::chrono::seconds(options.settings.health_patience_seconds);
    watch.alerts.node = boost::asio::ip::host_name() + ":" + std::to_string(options.settings.port);
    return watch;
}

cache::StoreOptions cache_options(const config::Settings& settings) {
    cache::StoreOptions cache;
    cache.bytes_max = static_cast<std::size_t>(settings.cache_mb) * 1024 * 1024;
    cache.has_second_level = !settings.redis_url.empty();
    return cache;
}

http::ServerOptions server_options(const config::Settings& settings) {
    http::ServerOptions server;
    server.address = settings.address;
    server.port = static_cast<std::uint16_t>(settings.port);
    server.threads = settings.threads;
    return server;
}

// Whoever is in front of us asks /ready now and then. Only once it has learned that we go can we
// go without a request that fails.
void drain(http::Server& server, std::atomic<bool>& is_draining, std::chrono::seconds duration) {
    if (duration == std::chrono::seconds::zero()) return;
    obs::log(obs::Level::info, "draining",
             {{"seconds", static_cast<std::int64_t>(duration.count())}});
    is_draining = true;
    server.drain();
    boost::asio::io_context io;
    boost::asio::steady_timer(io, duration).wait();
}

}  // namespace

std::string public_url(const config::Settings& settings, int port) {
    if (!settings.public_url.empty()) return settings.public_url;
    return "http://localhost:" + std::to_string(port);
}

base::Result<void> run_service(const ServiceOptions& options, StopSignal& stop) {
    const base::SystemClock clock;
    obs::Metrics metrics(BOOKINGTMS_VERSION);
    // Outlives the server: its requests wait for it.
    base::BlockingPool pool(options.settings.blocking_threads, options.settings.blocking_queue_max);
    // Apart from passwords and webhooks, so that neither waits for the other.
    base::BlockingPool stripe_pool(options.settings.stripe_threads,
                                   options.settings.stripe_queue_max);
    std::unique_ptr<outbound::Stripe> stripe;
    if (!options.settings.stripe_secret_key.empty()) {
        stripe = std::make_unique<outbound::Stripe>(stripe_options(options.settings), stripe_pool);
    }
    const services::PaymentProviders payments = providers_of(options, stripe.get());
    auto smtp = mail_server(options.settings);
    if (!smtp) return base::fail(smtp.error());
    auto shared = shared_of(options, clock, pool, payments);
    if (!shared) return base::fail(shared.error());
    shared->stripe = stripe.get();
    std::atomic<bool> is_draining = false;
    shared->process.is_draining = &is_draining;
    services::HealthBoard health;
    shared->process.health = &health;
    shared->metrics = &metrics;
    shared->read_lane.metrics = &metrics;
    shared->write_lane.metrics = &metrics;
    pg::LaneOptions hold_lane = lane(options, "hold");
    hold_lane.metrics = &metrics;
    store::HoldThread holds(std::move(hold_lane), shared->rules.holds);
    shared->holds = &holds;
    auto replicas = replicas_of(options.settings);
    if (!replicas) return base::fail(replicas.error());
    shared->replicas = replica_options(*shared, options.settings, *replicas);
    api::RateLimits rate_limits(rate_rules(options.settings));
    shared->rate_limits = &rate_limits;
    cache::Store remembered(cache_options(options.settings), clock);
    shared->cache = &remembered;
    services::Funnel funnel;
    shared->funnel = &funnel;

    http::Server server(server_options(options.settings),
                        [&](boost::asio::any_io_executor executor) {
                            // The port is known before the first thread answers.
                            std::string& site_url = shared->rules.site_url;
                            if (site_url.empty()) {
                                site_url = public_url(options.settings, server.port());
                            }
                            return std::make_unique<api::Pipeline>(executor, *shared);
                        });
    if (auto started = server.start(); !started) return started;
    auto operations = start_operations(options.settings, metrics, remembered, health);
    if (!operations) return base::fail(operations.error());
    jobs::WorkerOptions work = worker_options(options, *shared, server.port());
    work.mail.smtp = std::move(*smtp);
    work.health = health_watch_options(options, *shared, *replicas);
    work.health.board = &health;
    work.health.probes.mail_server = work.mail.smtp;
    jobs::Worker worker(std::move(work));
    worker.start();
    if (options.wait_for_sessions && !worker.wait_for_sessions(first_sessions_seconds_max)) {
        obs::log(obs::Level::warn, "sessions_are_still_being_made");
    }
    auto ready = options.on_ready(server.port());
    if (ready) stop.wait();
    if (ready) drain(server, is_draining, std::chrono::seconds(options.settings.drain_seconds));
    server.stop();
    worker.stop();
    return ready;
}

}  // namespace cli

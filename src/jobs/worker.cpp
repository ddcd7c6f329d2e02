// Runs the background jobs.
#include "jobs/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <thread>

#include "base/limits.hpp"
#include "jobs/follow_changes.hpp"
#include "jobs/job_reports.hpp"
#include "jobs/jobs.hpp"
#include "obs/log.hpp"

namespace jobs {
namespace {

constexpr std::chrono::hours forget_every{1};
constexpr std::chrono::hours purge_every{1};
// Asks whether five minutes are over; one node finds that they are.
constexpr std::chrono::seconds look_at_dashboard_every{5};
constexpr std::chrono::seconds send_mail_every{1};
constexpr int mail_senders = 4;  // mails that are being sent at once
constexpr std::chrono::seconds remind_every{60};
constexpr std::chrono::seconds show_business_every{5};
constexpr std::chrono::seconds save_funnel_every{5};
constexpr std::chrono::seconds settle_payments_every{1};
constexpr std::chrono::seconds make_refunds_every{1};
constexpr std::chrono::milliseconds plan_webhooks_every{500};
constexpr std::chrono::milliseconds deliver_webhooks_every{1000};
// Of the threads that send webhooks those that may be busy with one endpoint: a slow one keeps no
// other from its events.
constexpr int webhook_threads_per_endpoint_max = 2;
// With the answer this makes a change known on every node well within 100 ms.
constexpr std::chrono::milliseconds follow_changes_every{25};
// After a failed round, so that a database that comes back is used soon.
constexpr std::chrono::seconds retry_after{1};
constexpr std::chrono::seconds round_seconds_max{30};
constexpr std::chrono::milliseconds look_at_database_max{800};
constexpr std::chrono::seconds announce_health_every{1};

// One connection, so that its end is noticed.
pg::LaneOptions changes_lane_options(const WorkerOptions& options) {
    pg::LaneOptions lane = options.lane;
    lane.conninfo = options.changes_conninfo;
    lane.pooled = false;
    lane.name = "changes";
    lane.connections = 1;
    // With another connection all that is remembered would be forgotten (follow_changes.hpp).
    lane.connection_lifetime = std::chrono::seconds(0);
    lane.read_only = true;
    return lane;
}

// One connection, which no job can keep busy.
pg::LaneOptions health_lane_options(const WorkerOptions& options) {
    pg::LaneOptions lane = options.lane;
    lane.name = "health";
    lane.connections = 1;
    return lane;
}

}  // namespace

struct Worker::State {
    explicit State(WorkerOptions what)
        : options(std::move(what)),
          io(1),
          lane(io.get_executor(), options.lane),
          changes_lane(io.get_executor(), changes_lane_options(options)),
          health_lane(io.get_executor(), health_lane_options(options)),
          health(io.get_executor(), options.health, options.mail),
          reports(options.health.alerts.node, options.clock),
          follower(*options.cache),
          webhook_pool(options.webhook_threads, options.webhook_threads),
          mail_pool(mail_senders, mail_senders) {}

    WorkerOptions options;
    boost::asio::io_context io;
    pg::Lane lane;
    pg::Lane changes_lane;
    pg::Lane health_lane;
    HealthWatch health;
    JobReports reports;
    ChangeFollower follower;
    // Apart from other calls to others: endpoints that do not answer delay no payment.
    base::BlockingPool webhook_pool;
    base::BlockingPool mail_pool;
    std::thread thread;
    bool stopping = false;  // touched on the thread only
    int loops = 0;          // that have not ended
    std::vector<boost::asio::steady_timer*> pauses;
    std::promise<void> sessions_made;
    bool first_sessions = true;

    services::Context context() {
        services::Context result;
        result.database.read = &lane;
        result.database.write = &lane;
        result.clock = options.clock;
        result.rules = &options.rules;
        result.keys = options.keys;
        result.pool = options.pool;
        result.payments = options.payments;
        result.request.trace = base::new_trace();
        result.deadline = base::deadline_in(round_seconds_max);
        return result;
    }

    // One round. A fault of the program ends the round, not the job.
    template <class Job>
    base::Task<base::Result<Round>> run(Job job, services::Context work) {
        base::Error error;
        try {
            co_return co_await job(std::move(work));
        } catch (const std::exception& fault) {
            error.cause = fault.what();
        }
        co_return base::fail(std::move(error));
    }

    // The loop of one job: rounds while there is more, then a pause.
    template <class Job>
    base::Task<void> repeat(std::string name, Job job, std::chrono::milliseconds every) {
        boost::asio::steady_timer pause(io);
        pauses.push_back(&pause);
        const obs::JobMetrics metrics = options.metrics->job(name);
        health.job_ran(name, every);  // from now on it can be late
        while (!stopping) {
            std::chrono::milliseconds wait = every;
            const auto began = std::chrono::steady_clock::now();
            reports.began(name, every);
            const services::Context work = context();
            const base::Result<Round> round = co_await run(job, work);
            if (round) metrics.succeeded.observe(std::chrono::steady_clock::now() - began);
            if (round) health.job_ran(name, every);
            if (!round) {
                metrics.failed.add();
                obs::log(obs::Level::warn, "job_failed",
                         {{"job", name},
                          {"trace_id", work.request.trace.id},
                          {"code", std::string(base::to_string(round.error().code))},
                          {"cause", round.error().detail + " " + round.error().cause}});
                wait = std::min<std::chrono::milliseconds>(every, retry_after);
            }
            const bool has_more = round && *round == Round::more;
            if (has_more) wait = std::chrono::milliseconds(0);
            reports.ended(name, wait, round ? nullptr : &round.error());
            if (has_more) continue;
            if (stopping) break;
            pause.expires_after(wait);
            boost::system::error_code cut_short;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, cut_short);
            co_await pause.async_wait(token);
        }
        std::erase(pauses, &pause);
        --loops;
    }

    template <class Job>
    void spawn(std::string name, Job job, std::chrono::milliseconds every) {
        ++loops;
        boost::asio::co_spawn(io, repeat(std::move(name), std::move(job), every),
                              boost::asio::detached);
    }

    // As many loops as threads, so that an endpoint that does not answer holds up one of them.
    void spawn_mails() {
        for (int i = 0; i < mail_senders; ++i) {
            spawn(
                "send_mail",
                [this](services::Context work) {
                    work.pool = &mail_pool;
                    return send_mail(work, options.mail);
                },
                send_mail_every);
        }
        spawn("remind", &remind, remind_every);
    }

    void spawn_webhooks() {
        services::WebhookOptions webhooks;
        webhooks.pool = &webhook_pool;
        webhooks.attempts_per_endpoint_max =
            std::min(options.webhook_threads, webhook_threads_per_endpoint_max);
        webhooks.private_addresses = options.rules.webhook_private_addresses;
        spawn("plan_webhooks", &plan_webhooks, plan_webhooks_every);
        for (int i = 0; i < options.webhook_threads; ++i) {
            spawn(
                "deliver_webhooks",
                [webhooks](services::Context context) {
                    return deliver_webhooks(context, webhooks);
                },
                deliver_webhooks_every);
        }
    }

    void spawn_health() {
        const auto look = [this](auto what) {
            return [this, what](services::Context) { return (health.*what)(); };
        };
        spawn(
            "look_at_database",
            [this](services::Context work) {
                work.database.write = &health_lane;
                work.deadline = base::deadline_in(look_at_database_max);
                return health.look_at_database(work);
            },
            HealthWatch::look_every);
        if (!health.options().replicas.empty()) {
            spawn("look_at_replicas", look(&HealthWatch::look_at_replicas),
                  HealthWatch::look_every);
        }
        const services::HealthProbeOptions& others = health.options().probes;
        if (others.redis) {
            spawn("look_at_redis", look(&HealthWatch::look_at_redis), HealthWatch::look_every);
        }
        if (others.stripe != nullptr) {
            spawn("look_at_stripe", look(&HealthWatch::look_at_stripe),
                  HealthWatch::look_at_stripe_every);
        }
        if (others.mail_server) {
            spawn("look_at_mail_server", look(&HealthWatch::look_at_mail_server),
                  HealthWatch::look_at_mail_every);
        }
        spawn("look_at_disk", look(&HealthWatch::look_at_disk), HealthWatch::look_at_disk_every);
        spawn("look_at_jobs", look(&HealthWatch::look_at_jobs), HealthWatch::look_at_disk_every);
        spawn(
            "announce_health",
            [this](services::Context work) { return health.announce(work, options.metrics); },
            announce_health_every);
    }

    base::Task<base::Result<Round>> generate(services::Context work) {
        auto round = co_await generate_sessions(work, options.session_horizon_days);
        if (first_sessions && round && *round == Round::done) {
            first_sessions = false;
            sessions_made.set_value();
        }
        co_return round;
    }

    base::Task<void> end() {
        stopping = true;
        for (boost::asio::steady_timer* pause : pauses) pause->cancel();
        // What visitors did since the last round; the server has ended before.
        co_await save_funnel(context(), options.funnel);
        co_await lane.stop(base::deadline_in(base::shutdown_seconds_max));
        co_await changes_lane.stop(base::deadline_in(base::shutdown_seconds_max));
        co_await health_lane.stop(base::deadline_in(base::shutdown_seconds_max));
        health.stop();
        while (loops > 0) co_await boost::asio::post(io, boost::asio::use_awaitable);
    }
};

Worker::Worker(WorkerOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Worker::~Worker() {
    stop();
}

void Worker::start() {
    State& state = *state_;
    state.lane.start();
    state.changes_lane.start();
    state.health_lane.start();
    state.spawn(
        "follow_changes",
        [&state](services::Context context) {
            context.database.read = &state.changes_lane;
            return state.follower.follow(context);
        },
        follow_changes_every);
    state.spawn(
        "expire_holds",
        [expired = state.options.metrics->expired_holds()](services::Context context) {
            return expire_holds(context, expired);
        },
        state.options.expire_every);
    state.spawn(
        "measure_business",
        [&state](services::Context context) {
            return measure_business(context, state.options.metrics);
        },
        show_business_every);
    state.spawn(
        "save_funnel",
        [&state](services::Context context) { return save_funnel(context, state.options.funnel); },
        save_funnel_every);
    state.spawn(
        "generate_sessions",
        [&state](services::Context context) { return state.generate(context); },
        state.options.generate_every);
    state.spawn("forget_old_rows", &forget_old_rows, forget_every);
    state.spawn("refresh_dashboard", &refresh_dashboard, look_at_dashboard_every);
    state.spawn("purge_organizations", &purge_organizations, purge_every);
    state.spawn(
        "seal_audit",
        [&state](services::Context context) {
            return seal_audit(context, state.options.audit_retention_days);
        },
        state.options.seal_every);
    state.spawn_mails();
    state.spawn("settle_payments", &settle_payments, settle_payments_every);
    state.spawn("make_refunds", &make_refunds, make_refunds_every);
    state.spawn_webhooks();
    state.spawn_health();
    state.spawn(
        "report_jobs",
        [&state](services::Context context) { return state.reports.report(context); },
        JobReports::report_every);
    state.thread = std::thread([&state] { state.io.run(); });
}

bool Worker::wait_for_sessions(std::chrono::milliseconds wait) {
    return state_->sessions_made.get_future().wait_for(wait) == std::future_status::ready;
}

void Worker::stop() {
    if (!state_->thread.joinable()) return;
    boost::asio::co_spawn(state_->io, state_->end(), boost::asio::detached);
    state_->thread.join();
}

}  // namespace jobs

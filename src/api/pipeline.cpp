// The way of every request, in this order:
//   1. request id      and trace: first, so that every reply has an id, also a refusal
//   2. route           what no route knows goes no further
//   3. preflight       a browser's question whether it may ask
//   4. client address  through trusted proxies only
//   5. rate limit      of the address, where the route is open (api/rate_limits.hpp)
//   6. admission       there, on routes of an embed, which site asks (api/allowed_domains.hpp);
//                      elsewhere who asks, their rate limit, and whether the route lets them in
//                      (api/authenticate.hpp)
//   7. handler         under the deadline of the request
//   8. request id, limit and CORS headers on the reply, whatever it is
#include "api/pipeline.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>

#include "api/allowed_domains.hpp"
#include "api/authenticate.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/trace.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/sites.hpp"
#include "obs/log.hpp"
#include "services/changes.hpp"

namespace api {
namespace {

constexpr std::size_t request_id_characters_max = 64;
constexpr std::string_view no_route = "none";  // in metrics

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= request_id_characters_max &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '_';
           });
}

std::string request_id_of(const http::Request& request) {
    const auto given = request.header("request-id");
    return given && is_request_id(*given) ? std::string(*given) : base::random_hex(8);
}

// Headers are bytes as sent; the database takes text.
std::string agent_of(const http::Request& request) {
    const std::string_view agent = request.header("user-agent").value_or("");
    if (!base::utf8_length(agent) || base::has_control_character(agent)) return "";
    return std::string(base::beginning_of(agent, base::agent_bytes_max));
}

http::Response preflight(const std::string& allowed) {
    http::Response response;
    response.status = 204;
    response.set("Access-Control-Allow-Methods", allowed);
    response.set("Access-Control-Allow-Headers",
                 "Content-Type, Idempotency-Key, If-None-Match, Request-Id");
    response.set("Access-Control-Max-Age", "86400");
    response.set("Cache-Control", "no-store");
    return response;
}

// Nothing for an origin that is not allowed: its browser keeps the reply from its scripts.
void say_origin(http::Response& response, const std::string& allowed_origin) {
    response.set("Vary", "Origin");
    if (allowed_origin.empty()) return;
    response.set("Access-Control-Allow-Origin", allowed_origin);
    response.set(
        "Access-Control-Expose-Headers",
        "Request-Id, Idempotency-Replayed, Retry-After, ETag, Age, X-Cache, RateLimit-Limit, "
        "RateLimit-Remaining, RateLimit-Reset");
}

// W3C Server Timing, which the developer tools of browsers show. The rest of `total` is our own.
void say_timing(http::Response& response, const store::DatabaseTime& database,
                std::chrono::steady_clock::duration taken) {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "db;dur=%.2f;desc=\"%d calls\", total;dur=%.2f",
                  Milliseconds(database.taken).count(), database.calls,
                  Milliseconds(taken).count());
    response.set("Server-Timing", text.data());
}

}  // namespace

Pipeline::Pipeline(boost::asio::any_io_executor executor, const Shared& shared)
    : executor_(executor),
      shared_(shared),
      requests_under_way_(shared.metrics->http_requests_under_way()),
      read_lane_(executor, shared.read_lane),
      replicas_(executor, read_lane_, shared.replicas),
      write_lane_(executor, shared.write_lane),
      feed_(executor, lanes()) {
    read_lane_.start();
    replicas_.start();
    write_lane_.start();
    if (shared.redis) redis_.emplace(executor, *shared.redis).start();
    cache_.emplace(executor, *shared.cache, redis_ ? &*redis_ : nullptr);
}

store::Database Pipeline::lanes() {
    store::Database database;
    database.read = &read_lane_;
    database.write = &write_lane_;
    return database;
}

services::Context Pipeline::context() {
    services::Context context;
    context.database = lanes();
    context.holds = shared_.holds;
    context.feed = &feed_;
    context.funnel = shared_.funnel;
    context.cache = &*cache_;
    context.clock = shared_.clock;
    context.rules = &shared_.rules;
    context.keys = shared_.keys;
    context.pool = shared_.pool;
    context.stripe = shared_.stripe;
    context.payments = shared_.payments;
    context.deadline = base::deadline_in(base::request_seconds_max);
    return context;
}

base::Task<http::Response> Pipeline::handle(http::Request request) {
    store::Request origin;
    origin.id = request_id_of(request);
    origin.trace = trace_of(request);
    const bool has_other_origins = shared_.router.open_to_other_origins(request.path);
    const obs::UnderWay under_way(requests_under_way_);
    const auto began = std::chrono::steady_clock::now();
    const http::Method method = request.method;
    auto match = shared_.router.find(method, request.path);
    const std::string_view route = match ? match->route->path : no_route;
    std::optional<http::Response> response;
    Verdicts verdicts;
    if (shared_.tells_timing) verdicts.database_time = std::make_shared<store::DatabaseTime>();
    try {
        response = co_await answer(std::move(request), std::move(match), origin, &verdicts);
    } catch (const std::exception& fault) {
        base::Error error;
        error.cause = fault.what();
        response = problem(error, origin);
    }
    response->set("Request-Id", origin.id);
    if (verdicts.limit) say_limit(*response, *verdicts.limit);
    if (has_other_origins) say_origin(*response, verdicts.allowed_origin);
    const auto taken = std::chrono::steady_clock::now() - began;
    if (verdicts.database_time) say_timing(*response, *verdicts.database_time, taken);
    observe(method, route, response->status, taken);
    co_return std::move(*response);
}

void Pipeline::observe(http::Method method, std::string_view route, unsigned status,
                       std::chrono::steady_clock::duration taken) {
    const RouteReply reply{method, route.data(), status};
    auto found = timings_.find(reply);
    if (found == timings_.end()) {
        const obs::Timing timing =
            shared_.metrics->http_request(http::to_string(method), route, status);
        found = timings_.emplace(reply, timing).first;
    }
    found->second.observe(taken);
}

base::Task<std::optional<RateVerdict>> Pipeline::charge(std::optional<RateCharge> charge) {
    if (!charge) co_return std::nullopt;
    RateLimits& limits = *shared_.rate_limits;
    // This node's books know a part of what all nodes let in: where they are full, so are the
    // shared ones. They go on when Redis goes away.
    if (redis_ && redis_->is_up() && limits.look(*charge).is_admitted) {
        auto shared = co_await limits.take_shared(&*redis_, *charge);
        if (shared) co_return shared;
    }
    co_return limits.take(*charge);
}

base::Task<http::Response> Pipeline::answer_staff(Call call, const Route* route,
                                                  std::optional<RateVerdict>* verdict) {
    // Counted in this process alone: it is this process's connections that guesses would take up.
    RateLimits& limits = *shared_.rate_limits;
    const auto unknown = limits.of_unknown_credentials(*route, call.client_address);
    if (unknown && shows_api_key(call.request)) {
        const RateVerdict expected = limits.look(*unknown);
        if (!expected.is_admitted) {
            *verdict = expected;
            co_return route->refuse(call, refusal_of(expected));
        }
    }
    auto staff = co_await identify(call);
    if (!staff) {
        const bool is_ours = kind_of(staff.error().code).status >= 500;
        if (unknown && !is_ours) *verdict = limits.take(*unknown);
        if (*verdict && !(*verdict)->is_admitted)
            co_return route->refuse(call, refusal_of(**verdict));
        co_return route->refuse(call, staff.error());
    }
    *verdict = co_await charge(limits.of_staff(*route, *staff));
    if (*verdict && !(*verdict)->is_admitted) co_return route->refuse(call, refusal_of(**verdict));
    const auto admitted = co_await admit(call, *staff, route->access);
    if (!admitted) co_return route->refuse(call, admitted.error());
    call.staff = std::move(*staff);
    co_return co_await handle_staff(std::move(call), route);
}

base::Task<http::Response> Pipeline::handle_staff(Call call, const Route* route) {
    const bool changes_something = route->method != http::Method::get;
    std::vector<base::Uuid> organizations = {call.staff->organization_id};
    for (const std::string& value : call.path_values) {
        // Platform admins change organizations by their ids.
        if (const auto id = base::parse_uuid(value)) organizations.push_back(*id);
    }
    const services::Context context = call.context;
    if (route->reads == Reads::replica && !shared_.replicas.empty()) {
        call.context.database.replicas = &replicas_;
    }
    http::Response response = co_await route->handler(std::move(call));
    if (changes_something) {
        for (const auto& id : organizations) services::note_organization_change(context, id);
    }
    co_return response;
}

base::Task<http::Response> Pipeline::answer(http::Request request,
                                            base::Result<Router::Match> match,
                                            store::Request origin, Verdicts* verdicts) {
    if (!match) {
        const std::string allowed = shared_.router.allowed_methods(request.path) + ", OPTIONS";
        const bool exists = match.error().code == base::ErrorCode::method_not_allowed;
        if (exists && request.method == http::Method::options &&
            shared_.router.open_to_other_origins(request.path)) {
            co_return preflight(allowed);
        }
        http::Response refusal = problem(match.error(), origin);
        if (exists) refusal.set("Allow", shared_.router.allowed_methods(request.path));
        co_return refusal;
    }
    Call call;
    call.path_values = std::move(match->values);
    call.context = context();
    call.context.database.time = verdicts->database_time;
    call.client_address = http::client_address(request, shared_.proxies);
    call.process = &shared_.process;
    call.context.request = std::move(origin);
    call.context.request.address = call.client_address;
    call.context.request.agent = agent_of(request);
    call.request = std::move(request);
    const Route* route = match->route;
    if (route->access != access::open) {
        co_return co_await answer_staff(std::move(call), route, &verdicts->limit);
    }
    auto& limit = verdicts->limit;
    limit = co_await charge(shared_.rate_limits->of_visitor(*route, call.client_address));
    if (limit && !limit->is_admitted) co_return route->refuse(call, refusal_of(*limit));
    const auto let_in = co_await admit_origin(&call, route, &verdicts->allowed_origin);
    if (!let_in) co_return route->refuse(call, let_in.error());
    co_return co_await route->handler(std::move(call));
}

base::Task<base::Result<void>> Pipeline::admit_origin(Call* call, const Route* route,
                                                      std::string* allowed_origin) {
    const bool is_framed = route->origin == Origin::frame;
    if (!is_framed && route->origin != Origin::embed) co_return base::Result<void>();
    const std::string origin = other_origin_of(*call);
    // Scripts of our own pages, and programs, are not asked where they come from.
    if (origin.empty() && !is_framed) co_return base::Result<void>();
    auto domains = co_await read_allowed_domains(*call);
    if (!domains) co_return base::fail(std::move(domains.error()));
    call->allowed_domains = std::move(*domains);
    if (origin.empty() || call->allowed_domains.empty()) co_return base::Result<void>();
    const bool is_allowed = domain::allow_origin(call->allowed_domains, origin);
    *allowed_origin = is_allowed ? origin : "";
    if (!is_allowed) co_return base::fail(base::ErrorCode::origin_not_allowed, "");
    co_return base::Result<void>();
}

http::Response Pipeline::protocol_problem(http::ProtocolFault fault) {
    base::Error error;
    switch (fault) {
        case http::ProtocolFault::malformed:
            error.code = base::ErrorCode::malformed_request;
            break;
        case http::ProtocolFault::header_too_large:
            error.code = base::ErrorCode::header_too_large;
            break;
        case http::ProtocolFault::body_too_large:
            error.code = base::ErrorCode::body_too_large;
            break;
        case http::ProtocolFault::too_slow:
            error.code = base::ErrorCode::request_timeout;
            break;
    }
    store::Request origin;
    origin.id = base::random_hex(8);
    origin.trace = base::new_trace();
    http::Response response = problem(error, origin);
    response.set("Request-Id", origin.id);
    // The path is not known here, and a script on another site should learn what was wrong, too.
    say_origin(response, "*");
    return response;
}

base::Task<void> Pipeline::stop(base::Deadline deadline) {
    feed_.stop();
    co_await shared_.holds->finish(deadline);
    co_await write_lane_.stop(deadline);
    co_await replicas_.stop(deadline);
    co_await read_lane_.stop(deadline);
    if (redis_) redis_->stop();
    // What still ends is already posted to this thread.
    while (!feed_.stopped() || !replicas_.stopped())
        co_await boost::asio::post(executor_, boost::asio::use_awaitable);
}

}  // namespace api

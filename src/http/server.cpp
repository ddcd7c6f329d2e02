// Starts and stops the threads of the server.
#include "http/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "http/worker.hpp"
#include "obs/log.hpp"

namespace http {
namespace {

// File descriptors of the rest of the program: database connections, files, timers.
constexpr rlim_t other_descriptors = 512;

// Each connection is a file descriptor, and a shell allows a program 1024 of them unless it asks
// for more. Where it may not have as many as it wants there are fewer connections, because without
// a descriptor left even the database could not be reached.
void fit_descriptor_limit(ServerOptions& options) {
    const auto threads = static_cast<rlim_t>(options.threads);
    const rlim_t wanted =
        threads * static_cast<rlim_t>(options.connections_per_thread_max) + other_descriptors;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;

    const rlim_t others = std::min(other_descriptors, limit.rlim_cur / 2);
    options.connections_per_thread_max = static_cast<int>((limit.rlim_cur - others) / threads);
    obs::log(obs::Level::info, "connections_limited",
             {{"per_thread", std::int64_t{options.connections_per_thread_max}},
              {"file_descriptors", static_cast<std::int64_t>(limit.rlim_cur)}});
}

}  // namespace

ServerOptions::ServerOptions()
    : header_bytes_max(base::header_bytes_max),
      body_bytes_max(base::body_bytes_max),
      request_read_max(base::request_read_seconds_max),
      keep_alive_idle_max(base::keep_alive_idle_seconds_max),
      response_write_max(base::response_write_seconds_max),
      shutdown_max(base::shutdown_seconds_max) {}

struct Server::State {
    ServerOptions options;
    MakeApplication make_application;
    std::vector<std::unique_ptr<Worker>> workers;
    std::uint16_t port = 0;
};

Server::Server(ServerOptions options, MakeApplication make_application)
    : state_(std::make_unique<State>()) {
    state_->options = std::move(options);
    state_->make_application = std::move(make_application);
}

Server::~Server() {
    stop();
}

base::Result<void> Server::start() {
    fit_descriptor_limit(state_->options);
    // All listen before one accepts: either the server starts as a whole or nobody sees it.
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < state_->options.threads; ++i) {
        const Worker* first = workers.empty() ? nullptr : workers.front().get();
        auto worker = Worker::create(state_->options, first);
        if (!worker) return base::fail(worker.error());
        workers.push_back(std::move(*worker));
    }
    state_->workers = std::move(workers);
    state_->port = state_->workers.front()->port();
    for (const auto& worker : state_->workers) worker->start(state_->make_application);
    return {};
}

std::uint16_t Server::port() const {
    return state_->port;
}

void Server::drain() {
    for (const auto& worker : state_->workers) worker->drain();
}

void Server::stop() {
    const auto deadline = base::deadline_in(state_->options.shutdown_max);
    for (const auto& worker : state_->workers) worker->stop(deadline);
    for (const auto& worker : state_->workers) worker->join();
    state_->workers.clear();
}

}  // namespace http

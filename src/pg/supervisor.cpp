// Keeps one server process running.
#include "pg/supervisor.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <future>
#include <iterator>
#include <thread>
#include <utility>

#include "obs/log.hpp"
#include "pg/server_text.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// Replaying the write-ahead log after a crash can take minutes.
constexpr seconds start_seconds_max{300};
constexpr milliseconds ready_poll_ms{20};
// As long the processes of a killed server may take to notice and end.
constexpr seconds leftovers_seconds_max{30};
constexpr seconds fast_stop_seconds_max{20};
constexpr seconds immediate_stop_seconds_max{5};
constexpr milliseconds restart_pause_min_ms{100};
constexpr milliseconds restart_pause_max_ms{5000};
constexpr milliseconds watch_interval_ms{10000};  // how often the size of the log is looked at
constexpr std::uintmax_t log_bytes_max = 4ULL * 1024 * 1024;

auto refuse(std::string sentence) {
    return base::fail(base::ErrorCode::invalid_configuration, std::move(sentence));
}

std::string read_from(const fs::path& path, std::uintmax_t begin) {
    std::ifstream file(path);
    file.seekg(static_cast<std::streamoff>(begin));
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::uintmax_t size_of(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    return error ? 0 : size;
}

}  // namespace

// One thread for the whole life, because the kernel ties the death signal of the server to the
// thread that started it.
struct Supervisor::State {
    SupervisorOptions options;
    int wake = eventfd(0, EFD_CLOEXEC);
    std::atomic<bool> stopping = false;
    std::thread thread;

    explicit State(SupervisorOptions given) : options(std::move(given)) {}
    ~State() { close(wake); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void run(std::promise<base::Result<void>> first_start);
    void watch(ChildProcess server);
    base::Result<ChildProcess> start_server();
    base::Result<ChildProcess> try_to_start(std::string& printed);
    base::Result<ChildProcess> restart_server(int status);
    void shut_down(ChildProcess& server);
    bool pause(milliseconds how_long) const;
    void keep_log_small() const;
};

// Waits. False: the wait was cut short because we are to stop.
bool Supervisor::State::pause(milliseconds how_long) const {
    pollfd event{wake, POLLIN, 0};
    poll(&event, 1, static_cast<int>(how_long.count()));
    return !stopping;
}

// The server has the file open for appending, so it is copied and cut, not renamed.
void Supervisor::State::keep_log_small() const {
    if (size_of(options.log_file) <= log_bytes_max) return;
    std::error_code error;
    fs::copy_file(options.log_file, options.log_file.string() + ".1",
                  fs::copy_options::overwrite_existing, error);
    fs::resize_file(options.log_file, 0, error);
}

// One attempt. `printed` is what the server said before it gave up.
base::Result<ChildProcess> Supervisor::State::try_to_start(std::string& printed) {
    keep_log_small();
    const auto log_begin = size_of(options.log_file);
    const int output =
        open(options.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) {
        return refuse("Could not write " + options.log_file.string() + ": " + std::strerror(errno) +
                      ".");
    }
    ChildOptions child = options.server;
    child.output = output;
    child.death_signal = SIGINT;  // fast shutdown
    auto server = ChildProcess::start(child);
    close(output);
    if (!server) return server;

    const auto deadline = steady_clock::now() + start_seconds_max;
    while (steady_clock::now() < deadline) {
        if (const auto status = server->wait(ready_poll_ms, wake)) {
            printed = read_from(options.log_file, log_begin);
            return refuse("PostgreSQL did not start (" + describe_status(*status) +
                          "): " + last_complaint(printed) + ". More is in " +
                          options.log_file.string() + ".");
        }
        if (stopping || PQping(options.url.c_str()) == PQPING_OK) return server;
    }
    return refuse("PostgreSQL did not take connections within " +
                  std::to_string(start_seconds_max.count()) + " s. More is in " +
                  options.log_file.string() + ".");
}

base::Result<ChildProcess> Supervisor::State::start_server() {
    const auto deadline = steady_clock::now() + leftovers_seconds_max;
    while (true) {
        std::string printed;
        auto server = try_to_start(printed);
        if (server) return server;
        if (says_disk_full(printed)) {
            return refuse("The disk of " + options.log_file.parent_path().string() +
                          " is full, so PostgreSQL could not start. Free some space and start "
                          "again.");
        }
        if (!says_still_in_use(printed) || steady_clock::now() > deadline) return server;
        if (!pause(restart_pause_min_ms)) return server;
    }
}

// Tries until it runs again or we are to stop.
base::Result<ChildProcess> Supervisor::State::restart_server(int status) {
    obs::log(obs::Level::error, "postgres_died", {{"status", describe_status(status)}});
    milliseconds wait = restart_pause_min_ms;
    while (pause(wait)) {
        auto server = start_server();
        if (server) {
            obs::log(obs::Level::warn, "postgres_restarted",
                     {{"process", static_cast<std::int64_t>(server->id())}});
            return server;
        }
        obs::log(obs::Level::error, "postgres_restart_failed", {{"reason", server.error().detail}});
        wait = std::min(wait * 2, restart_pause_max_ms);
    }
    return refuse("The program is stopping.");
}

void Supervisor::State::shut_down(ChildProcess& server) {
    const auto gone_after = [&](int signal, seconds at_most) {
        server.signal(signal);
        return server.wait(at_most).has_value();
    };
    if (gone_after(SIGINT, fast_stop_seconds_max)) return;
    obs::log(obs::Level::warn, "postgres_stops_slowly");
    if (gone_after(SIGQUIT, immediate_stop_seconds_max)) return;
    server.signal(SIGKILL);
    server.wait(immediate_stop_seconds_max);
}

void Supervisor::State::watch(ChildProcess server) {
    while (!stopping) {
        if (const auto status = server.wait(watch_interval_ms, wake)) {
            auto next = restart_server(*status);
            if (!next) return;
            server = std::move(*next);
        }
        keep_log_small();
    }
    shut_down(server);
}

void Supervisor::State::run(std::promise<base::Result<void>> first_start) {
    auto server = start_server();
    if (!server) {
        first_start.set_value(base::fail(server.error()));
        return;
    }
    first_start.set_value({});
    watch(std::move(*server));
}

Supervisor::Supervisor(SupervisorOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}

Supervisor::~Supervisor() {
    stop();
}

base::Result<void> Supervisor::start() {
    std::promise<base::Result<void>> first_start;
    auto started = first_start.get_future();
    state_->thread =
        std::thread([state = state_.get(), promise = std::move(first_start)]() mutable {
            state->run(std::move(promise));
        });
    return started.get();
}

void Supervisor::stop() {
    state_->stopping = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(state_->wake, &one, sizeof one);
    if (state_->thread.joinable()) state_->thread.join();
}

}  // namespace pg

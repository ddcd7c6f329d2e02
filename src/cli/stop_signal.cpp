// Ctrl-C and the signals of service managers, as something to wait for.
#include "cli/stop_signal.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <thread>

#include "cli/exit_code.hpp"

namespace cli {
namespace {

sigset_t stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, number);
    return signals;
}

void say(std::string_view text) {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

struct StopSignal::State {
    sigset_t signals = stop_signals();
    int arrivals = -1;  // readable when a signal came
    int wake = -1;      // readable when this object ends
    std::mutex mutex;
    std::condition_variable changed;
    bool requested = false;
    std::thread thread;

    void listen();
};

void StopSignal::State::listen() {
    std::array<pollfd, 2> events{{{arrivals, POLLIN, 0}, {wake, POLLIN, 0}}};
    while (true) {
        poll(events.data(), events.size(), -1);
        if ((events[1].revents & POLLIN) != 0) return;
        signalfd_siginfo arrival{};
        if (read(arrivals, &arrival, sizeof arrival) != sizeof arrival) continue;
        const std::lock_guard lock(mutex);
        // Only Ctrl-C insists. `timeout` and the like send SIGTERM to a process and once more to
        // its group, and mean one stop by it.
        if (requested && arrival.ssi_signo == SIGINT) _exit(exit_forced);
        requested = true;
        if (arrival.ssi_signo == SIGINT) say("\nStopping. Ctrl-C again stops at once.\n");
        changed.notify_all();
    }
}

StopSignal::StopSignal() : state_(std::make_unique<State>()) {
    pthread_sigmask(SIG_BLOCK, &state_->signals, nullptr);
    state_->arrivals = signalfd(-1, &state_->signals, SFD_CLOEXEC | SFD_NONBLOCK);
    state_->wake = eventfd(0, EFD_CLOEXEC);
    state_->thread = std::thread([state = state_.get()] { state->listen(); });
}

StopSignal::~StopSignal() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(state_->wake, &one, sizeof one);
    state_->thread.join();
    close(state_->arrivals);
    close(state_->wake);
}

void StopSignal::wait() {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return state_->requested; });
}

}  // namespace cli

// Keeps callers from waiting for a service that does not answer: after several failures in a row
// nobody asks for a while, and then one caller tries it out for all.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

namespace outbound {

struct CircuitBreakerOptions {
    int failures_max = 5;                   // in a row; then it opens
    std::chrono::milliseconds rest{10000};  // how long it stays open
};

// Callable from every thread. The time is passed in and never goes back.
class CircuitBreaker {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit CircuitBreaker(CircuitBreakerOptions options) : options_(options) {}

    // Whether the service may be asked now. Open: no. After the rest one caller may, and the next
    // one only when that one has reported, or after another rest where it never does.
    bool admits(TimePoint now);

    // How an admitted call ended. A refusal by the service is an answer, too: it succeeded.
    void succeeded();
    // True where this failure opened it.
    bool failed(TimePoint now);

    // When a call may be tried again; nothing where calls are admitted now.
    std::optional<TimePoint> rests_until(TimePoint now) const;

private:
    const CircuitBreakerOptions options_;
    mutable std::mutex mutex_;
    int failures_ = 0;    // in a row
    TimePoint retry_at_;  // of an open one
};

}  // namespace outbound

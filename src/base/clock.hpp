// Time is an interface, so that tests can hold it still and let it jump.
#pragma once

#include <chrono>

namespace base {

// A point on the world's clock, in microseconds as PostgreSQL keeps it.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// The moment until which somebody waits for an answer. Steady: a clock change moves no deadline.
using Deadline = std::chrono::steady_clock::time_point;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

inline Deadline deadline_in(std::chrono::milliseconds wait) {
    return std::chrono::steady_clock::now() + wait;
}

}  // namespace base

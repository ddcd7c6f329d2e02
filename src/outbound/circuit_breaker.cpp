// Open is to have failed too often in a row; the only other state is when to try again.
#include "outbound/circuit_breaker.hpp"

namespace outbound {

bool CircuitBreaker::admits(TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (failures_ < options_.failures_max) return true;
    if (now < retry_at_) return false;
    retry_at_ = now + options_.rest;
    return true;
}

void CircuitBreaker::succeeded() {
    const std::lock_guard lock(mutex_);
    failures_ = 0;
}

bool CircuitBreaker::failed(TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (failures_ < options_.failures_max) ++failures_;
    if (failures_ < options_.failures_max) return false;
    const bool was_open = now < retry_at_;
    retry_at_ = now + options_.rest;
    return !was_open;
}

std::optional<CircuitBreaker::TimePoint> CircuitBreaker::rests_until(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    if (failures_ < options_.failures_max || now >= retry_at_) return std::nullopt;
    return retry_at_;
}

}  // namespace outbound

// Growing pauses with chance in them, so that the connections of many processes do not all knock in
// the same moment when a server comes back.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace base {

class Backoff {
public:
    static constexpr std::chrono::milliseconds pause_min{50};
    static constexpr std::chrono::milliseconds pause_max{2000};

    explicit Backoff(std::uint32_t seed) : random_(seed) {}

    // Between half of the current step and all of it; the step doubles each time, up to pause_max.
    std::chrono::milliseconds next_pause() {
        const auto whole = step_.count();
        step_ = std::min(step_ * 2, pause_max);
        return std::chrono::milliseconds(
            std::uniform_int_distribution<long long>(whole / 2, whole)(random_));
    }

    void reset() { step_ = pause_min; }

private:
    std::mt19937 random_;
    std::chrono::milliseconds step_ = pause_min;
};

}  // namespace base

// Ctrl-C and the signals of service managers, as something to wait for.
#pragma once

#include <memory>

namespace cli {

// SIGINT, SIGTERM and SIGHUP. The first asks for a clean stop; a SIGINT after it ends the process
// at once.
class StopSignal {
public:
    // Make it before the first other thread: every later thread leaves these signals to this one.
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    // Returns when the first signal came.
    void wait();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace cli

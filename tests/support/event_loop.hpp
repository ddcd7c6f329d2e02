// Runs coroutines of a test on one thread, and only while the test waits for them.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/task.hpp"

namespace test_support {

// The result of a coroutine that runs in an EventLoop.
template <class T>
class Pending {
public:
    bool ready() const { return state_->value || state_->fault; }

private:
    friend class EventLoop;
    struct State {
        std::optional<T> value;
        std::exception_ptr fault;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

class EventLoop {
public:
    boost::asio::any_io_executor executor() { return io_.get_executor(); }

    // Begins the coroutine as soon as the loop runs.
    template <class T>
    Pending<T> spawn(base::Task<T> task) {
        Pending<T> pending;
        boost::asio::co_spawn(io_, std::move(task),
                              [state = pending.state_](std::exception_ptr fault, T value) {
                                  state->fault = fault;
                                  if (!fault) state->value = std::move(value);
                              });
        return pending;
    }

    // Runs the loop until the result is there. What the coroutine threw is thrown again.
    template <class T>
    T wait(Pending<T> pending) {
        run_until([&] { return pending.ready(); });
        if (pending.state_->fault) std::rethrow_exception(pending.state_->fault);
        return std::move(*pending.state_->value);
    }

    template <class T>
    T wait(base::Task<T> task) {
        return wait(spawn(std::move(task)));
    }

    void wait(base::Task<void> task) {
        bool ended = false;
        boost::asio::co_spawn(io_, std::move(task), [&](std::exception_ptr fault) {
            ended = true;
            if (fault) std::rethrow_exception(fault);
        });
        run_until([&] { return ended; });
    }

    // Throws where the condition does not come true for so long that something must hang.
    template <class Condition>
    void run_until(Condition condition) {
        const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition()) {
            if (io_.stopped()) io_.restart();
            io_.run_one_until(give_up_at);
            if (std::chrono::steady_clock::now() >= give_up_at) {
                throw std::runtime_error("the event loop waits for something that does not come");
            }
        }
    }

private:
    boost::asio::io_context io_{1};
};

}  // namespace test_support

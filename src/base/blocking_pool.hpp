// Threads for work that blocks or computes for long, so that no I/O thread has to wait for it.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/task.hpp"

namespace base {

// Callable from every thread. A coroutine may end before its work, and its io_context before the
// pool.
class BlockingPool {
public:
    // As many pieces of work run at once, and as many more wait for their turn. Both at least 1.
    BlockingPool(int threads, int queue_max);
    BlockingPool(const BlockingPool&) = delete;
    BlockingPool& operator=(const BlockingPool&) = delete;
    // Work that runs is waited for. What still waits for its turn gets shutting_down and never
    // runs.
    ~BlockingPool();

    // Runs the work on a thread of the pool and resumes on the executor of the caller with what it
    // returned; what it threw is thrown again. Instead of a value:
    //   overloaded         the queue is full; said at once, with retry_after_seconds
    //   deadline_exceeded  the deadline came first. Work that had not begun never runs; work that
    //                      had runs to its end, and its result is dropped.
    //   shutting_down      the pool ended before it was the turn of this work
    // The work owns what it touches: it may outlive the coroutine that asked for it.
    template <class T>
    Task<Result<T>> run(std::function<T()> work, Deadline deadline) {
        struct Outcome {
            std::optional<T> value;
            std::exception_ptr fault;
        };
        const auto outcome = std::make_shared<Outcome>();
        std::function<void()> job = [outcome, work = std::move(work)] {
            try {
                outcome->value.emplace(work());
            } catch (...) {
                outcome->fault = std::current_exception();
            }
        };
        Result<void> ended = co_await run_job(queue_, std::move(job), deadline);
        if (!ended) co_return fail(std::move(ended.error()));
        if (outcome->fault) std::rethrow_exception(outcome->fault);
        co_return std::move(*outcome->value);
    }

private:
    struct Job;
    struct Queue;
    class Stay;

    // Ends when the job has run, or with the reason why nobody waits for it any more. The job must
    // not throw.
    static Task<Result<void>> run_job(std::shared_ptr<Queue> queue, std::function<void()> job,
                                      Deadline deadline);
    static void work(Queue& queue);

    std::shared_ptr<Queue> queue_;  // shared with those who wait: they may outlive the pool
    std::vector<std::thread> threads_;
};

}  // namespace base

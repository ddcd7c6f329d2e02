// A queue with a lock around it, and the way back to the thread of the caller.
#include "base/blocking_pool.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace base {
namespace {

namespace asio = boost::asio;

constexpr int retry_after_seconds = 1;

tl::unexpected<Error> failed(ErrorCode code) {
    Error error;
    error.code = code;
    switch (code) {
        case ErrorCode::overloaded:
            error.detail = "Too many requests wait for the same work; try again shortly.";
            error.retry_after_seconds = retry_after_seconds;
            break;
        case ErrorCode::shutting_down:
            error.detail = "The server is shutting down; try again shortly.";
            error.retry_after_seconds = retry_after_seconds;
            break;
        default:
            error.detail = "The request took too long and was given up.";
    }
    return fail(std::move(error));
}

}  // namespace

// Work and the coroutine that waits for it.
struct BlockingPool::Job {
    std::function<void()> work;
    asio::any_io_executor executor;
    bool is_awaited = true;  // under the lock of the queue; afterwards the executor may be gone

    // What stands below belongs to the thread of the executor, so it needs no lock.
    std::weak_ptr<asio::steady_timer> alarm;  // of the coroutine, as long as it waits
    bool ended = false;
    std::optional<ErrorCode> fault;  // why it did not run
};

struct BlockingPool::Queue {
    explicit Queue(int its_jobs_max) : jobs_max(static_cast<std::size_t>(its_jobs_max)) {}

    const std::size_t jobs_max;  // running and waiting
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::shared_ptr<Job>> waiting;
    std::size_t running = 0;
    bool stopping = false;

    // Why the job cannot be taken; nothing, and it waits for a thread.
    std::optional<ErrorCode> add(std::shared_ptr<Job> job) {
        const std::lock_guard lock(mutex);
        if (stopping) return ErrorCode::shutting_down;
        if (waiting.size() + running >= jobs_max) return ErrorCode::overloaded;
        waiting.push_back(std::move(job));
        changed.notify_one();
        return std::nullopt;
    }

    // The next job to run, or nullptr when the pool ends.
    std::shared_ptr<Job> begin_next() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stopping || !waiting.empty(); });
        if (stopping) return nullptr;
        auto job = std::move(waiting.front());
        waiting.pop_front();
        ++running;
        return job;
    }

    // Tells the coroutine on its own thread, if it still waits. As long as the lock is held it
    // does, and so its executor is there.
    void end(const std::shared_ptr<Job>& job, std::optional<ErrorCode> fault) {
        const std::lock_guard lock(mutex);
        if (!fault) --running;
        if (!job->is_awaited) return;
        asio::post(job->executor, [job, fault] {
            job->ended = true;
            job->fault = fault;
            if (const auto alarm = job->alarm.lock()) alarm->cancel();
        });
    }

    // The coroutine no longer waits. Makes room for others where the job has not begun.
    void leave(const std::shared_ptr<Job>& job) {
        const std::lock_guard lock(mutex);
        job->is_awaited = false;
        const auto found = std::find(waiting.begin(), waiting.end(), job);
        if (found != waiting.end()) waiting.erase(found);
    }

    // Those that will never run.
    std::deque<std::shared_ptr<Job>> stop() {
        const std::lock_guard lock(mutex);
        stopping = true;
        changed.notify_all();
        return std::exchange(waiting, {});
    }
};

// A coroutine's stay in the queue. It ends also where the coroutine is destroyed while it waits,
// together with its io_context.
class BlockingPool::Stay {
public:
    Stay(std::shared_ptr<Queue> queue, std::shared_ptr<Job> job)
        : queue_(std::move(queue)), job_(std::move(job)) {}
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;
    ~Stay() { queue_->leave(job_); }

private:
    std::shared_ptr<Queue> queue_;
    std::shared_ptr<Job> job_;
};

BlockingPool::BlockingPool(int threads, int queue_max)
    : queue_(std::make_shared<Queue>(threads + queue_max)) {
    if (threads < 1 || queue_max < 1) throw std::logic_error("a pool without threads or queue");
    for (int i = 0; i < threads; ++i) {
        threads_.emplace_back([queue = queue_] { work(*queue); });
    }
}

BlockingPool::~BlockingPool() {
    for (const auto& job : queue_->stop()) {
        queue_->end(job, ErrorCode::shutting_down);
    }
    for (auto& thread : threads_) thread.join();
}

void BlockingPool::work(Queue& queue) {
    while (const auto job = queue.begin_next()) {
        job->work();
        queue.end(job, std::nullopt);
    }
}

Task<Result<void>> BlockingPool::run_job(std::shared_ptr<Queue> queue, std::function<void()> work,
                                         Deadline deadline) {
    if (std::chrono::steady_clock::now() >= deadline) {
        co_return failed(ErrorCode::deadline_exceeded);
    }
    const auto job = std::make_shared<Job>();
    job->work = std::move(work);
    job->executor = co_await asio::this_coro::executor;
    const auto alarm = std::make_shared<asio::steady_timer>(job->executor, deadline);
    job->alarm = alarm;
    if (const auto refused = queue->add(job)) co_return failed(*refused);
    const Stay stay(queue, job);

    boost::system::error_code woken;
    co_await alarm->async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!job->ended) co_return failed(ErrorCode::deadline_exceeded);
    if (job->fault) co_return failed(*job->fault);
    co_return Result<void>();
}

}  // namespace base

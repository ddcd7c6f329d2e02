// Hands holds over to the thread that combines them.
#include "store/hold_thread.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

namespace store {
namespace {

pg::LaneOptions with_connections(pg::LaneOptions lane, const HoldRules& rules) {
    lane.connections = rules.batches_in_flight_max;
    return lane;
}

}  // namespace

HoldThread::HoldThread(pg::LaneOptions lane, HoldRules rules)
    : metrics_(lane.metrics),
      io_(1),
      work_(io_.get_executor()),
      lane_(io_.get_executor(), with_connections(std::move(lane), rules)),
      holds_(io_.get_executor(), lane_, rules),
      thread_([this] { io_.run(); }) {
    boost::asio::post(io_, [this] { lane_.start(); });
}

HoldThread::~HoldThread() {
    auto stopped = lane_.stop(base::deadline_in(std::chrono::seconds(0)));
    boost::asio::co_spawn(io_, std::move(stopped), boost::asio::use_future).wait();
    work_.reset();
    thread_.join();
}

base::Task<base::Result<Hold>> HoldThread::create(HoldRequest request, base::Deadline deadline) {
    auto create = holds_.create(std::move(request), deadline);
    auto hold = co_await boost::asio::co_spawn(io_, std::move(create), boost::asio::use_awaitable);
    count(hold);
    co_return hold;
}

void HoldThread::count(const base::Result<Hold>& hold) const {
    if (metrics_ == nullptr) return;
    if (!hold) {
        metrics_->hold(base::to_string(hold.error().code)).add();
    } else {
        metrics_->hold(hold->replayed ? "repeated" : "made").add();
    }
}

base::Task<void> HoldThread::finish(base::Deadline deadline) {
    auto answered = answer_all(deadline);
    co_await boost::asio::co_spawn(io_, std::move(answered), boost::asio::use_awaitable);
    // Whoever was answered goes on while the handler that answered still runs on our thread, and
    // that one lets go of the caller's executor only at its end. The caller may end its executor
    // next, so this waits for a handler that comes after all of those: some microseconds.
    boost::asio::post(io_, boost::asio::use_future).wait();
}

base::Task<void> HoldThread::answer_all(base::Deadline deadline) {
    co_await holds_.wait_until_idle(deadline);
    if (holds_.idle()) co_return;
    co_await lane_.stop(deadline);
    // What the lane answered is already posted to this thread.
    while (!holds_.idle()) co_await boost::asio::post(io_, boost::asio::use_awaitable);
}

}  // namespace store

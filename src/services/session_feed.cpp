// Live availability.
#include "services/session_feed.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "obs/log.hpp"

namespace services {
namespace {

constexpr std::chrono::milliseconds poll_every{100};
constexpr std::chrono::seconds read_seconds_max{5};
constexpr int changes_per_read_max = 1000;
constexpr std::size_t changes_waiting_max = 1000;

}  // namespace

SessionFeed::SessionFeed(boost::asio::any_io_executor executor, store::Database database)
    : executor_(executor), database_(database), pause_(executor) {}

void SessionFeed::watch(const std::shared_ptr<Watcher>& watcher) {
    watchers_.push_back(watcher);
    if (running_ || stopping_) return;
    running_ = true;
    position_.reset();
    boost::asio::co_spawn(executor_, run(), boost::asio::detached);
}

void SessionFeed::stop() {
    stopping_ = true;
    pause_.cancel();
}

base::Task<void> SessionFeed::run() {
    while (!stopping_ && forget_gone_watchers()) {
        const bool there_is_more = co_await read_changes();
        if (there_is_more || stopping_) continue;
        pause_.expires_after(poll_every);
        boost::system::error_code cut_short;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, cut_short);
        co_await pause_.async_wait(token);
    }
    running_ = false;
}

base::Task<bool> SessionFeed::read_changes() {
    store::Context context;
    context.database = database_;
    context.claims = store::engine();
    context.deadline = base::deadline_in(read_seconds_max);
    if (!position_) {
        auto position = co_await store::read_outbox_position(context);
        if (position) position_ = std::move(*position);
        co_return false;
    }
    const auto page =
        co_await store::list_session_changes(context, *position_, changes_per_read_max);
    if (!page) {
        // The database is away. The position stays, so nothing is lost once it is back.
        obs::log(obs::Level::warn, "session_feed_waits", {{"cause", page.error().cause}});
        co_return false;
    }
    position_ = page->position;
    for (const store::SessionChange& change : page->changes) deliver(change);
    co_return page->changes.size() == static_cast<std::size_t>(changes_per_read_max);
}

void SessionFeed::deliver(const store::SessionChange& change) {
    for (const auto& weak : watchers_) {
        const auto watcher = weak.lock();
        if (!watcher || watcher->activity_id != change.activity_id ||
            watcher->organization_id != change.organization_id) {
            continue;
        }
        if (watcher->changes.size() == changes_waiting_max) {
            watcher->changes.clear();
            watcher->missed_some = true;
        }
        watcher->changes.push_back(change.session);
        watcher->wake();
    }
}

bool SessionFeed::forget_gone_watchers() {
    std::erase_if(watchers_, [](const auto& watcher) { return watcher.expired(); });
    return !watchers_.empty();
}

}  // namespace services

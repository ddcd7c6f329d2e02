// Live availability: tells who watches an activity what changed. One feed per I/O thread reads the
// outbox while somebody watches; with nobody it is silent. Polling instead of NOTIFY: a transaction
// that notifies takes a lock on the whole database at commit
// (docs/decisions/0018-outbox-is-polled.md).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "base/ids.hpp"
#include "services/context.hpp"
#include "store/outbox.hpp"

namespace services {

class SessionFeed {
public:
    // One who watches. Reads `changes` (JSON, oldest first) when woken.
    struct Watcher {
        base::Uuid organization_id;
        base::Uuid activity_id;
        std::function<void()> wake;
        std::deque<std::string> changes;
        // It was too slow and changes were dropped: it must look at the availability anew.
        bool missed_some = false;
    };

    SessionFeed(boost::asio::any_io_executor executor, store::Database database);

    // From now on until the watcher is destroyed.
    void watch(const std::shared_ptr<Watcher>& watcher);

    // No more reading. True from stopped() on: nothing runs any more.
    void stop();
    bool stopped() const { return !running_; }

private:
    base::Task<void> run();
    base::Task<bool> read_changes();
    void deliver(const store::SessionChange& change);
    bool forget_gone_watchers();

    boost::asio::any_io_executor executor_;
    store::Database database_;
    boost::asio::steady_timer pause_;
    std::list<std::weak_ptr<Watcher>> watchers_;
    std::optional<store::OutboxPosition> position_;
    bool running_ = false;
    bool stopping_ = false;
};

}  // namespace services

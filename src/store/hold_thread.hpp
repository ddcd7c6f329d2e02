// The combined holds of this process, on a thread of their own. One lane for all I/O threads,
// because holds of a session are combined best where all of them meet (docs/decisions/0004).
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "pg/lane.hpp"
#include "store/hold_lane.hpp"

namespace store {

class HoldThread {
public:
    // Begins to connect. The lane gets one connection for each batch in flight, so that none waits
    // for the commit of another on the wire.
    HoldThread(pg::LaneOptions lane, HoldRules rules);

    // Nobody may wait for a hold any more: see finish().
    ~HoldThread();
    HoldThread(const HoldThread&) = delete;
    HoldThread& operator=(const HoldThread&) = delete;

    // HoldLane::create, from any thread; the caller goes on where it was.
    base::Task<base::Result<Hold>> create(HoldRequest request, base::Deadline deadline);

    // From any thread, also from several: waits until every hold that was asked for is answered.
    // What is not by `deadline` is answered then, and new ones are refused.
    base::Task<void> finish(base::Deadline deadline);

private:
    base::Task<void> answer_all(base::Deadline deadline);
    void count(const base::Result<Hold>& hold) const;

    obs::Metrics* const metrics_;  // none where nobody asks for them
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    pg::Lane lane_;
    HoldLane holds_;
    std::thread thread_;
};

}  // namespace store

// The read replicas of one I/O thread: each read goes to one of them that can answer it, or to the
// primary.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <vector>

#include "pg/replica.hpp"

namespace pg {

class Replicas {
public:
    // `primary` is the lane of reads of the same thread.
    Replicas(boost::asio::any_io_executor executor, Lane& primary,
             const std::vector<ReplicaOptions>& options);

    void start();

    // Runs a unit that only reads, on one replica after the other, and gives what the primary could
    // have given when it was called, or later. Whatever goes wrong at a replica, the answer is the
    // primary's.
    base::Task<Outcome<std::vector<Rows>>> read(Unit unit, base::Deadline deadline);

    base::Task<void> stop(base::Deadline deadline);
    bool stopped() const;

private:
    Replica* next_usable();

    Lane& primary_;
    std::deque<Replica> replicas_;
    std::size_t next_ = 0;
};

}  // namespace pg

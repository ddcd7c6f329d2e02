// How far a replica is behind its primary, in time: by our clock alone, so that neither the clocks
// of the servers nor a primary with nothing to do count as delay. Does no I/O.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "base/clock.hpp"

namespace pg {

// A place in the write-ahead log, in bytes.
using WalPosition = std::int64_t;

class ReplicaLag {
public:
    // The primary had written its log up to `position` at this time.
    void primary_was_at(WalPosition position, base::Deadline when);

    // The replica has replayed the log up to `position`.
    void replayed(WalPosition position);

    // Another server has become the primary: positions of the old one mean nothing any more.
    void forget() { lacking_.clear(); }

    // For how long the replica has lacked something that the primary was known to have.
    std::chrono::milliseconds at(base::Deadline now) const;

private:
    struct Mark {
        WalPosition position = 0;
        base::Deadline when;
    };
    std::deque<Mark> lacking_;  // oldest first, with growing positions
};

}  // namespace pg

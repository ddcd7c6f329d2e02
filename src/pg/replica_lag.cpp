// Marks of where the primary was and when, until the replica has passed them.
#include "pg/replica_lag.hpp"

namespace pg {
namespace {

// The oldest mark counts; the newer ones only say what the lag is once that is passed.
constexpr std::size_t marks_max = 256;

}  // namespace

void ReplicaLag::primary_was_at(WalPosition position, base::Deadline when) {
    if (!lacking_.empty() && position <= lacking_.back().position) return;
    if (lacking_.size() >= marks_max) lacking_.pop_back();
    lacking_.push_back(Mark{position, when});
}

void ReplicaLag::replayed(WalPosition position) {
    while (!lacking_.empty() && lacking_.front().position <= position) lacking_.pop_front();
}

std::chrono::milliseconds ReplicaLag::at(base::Deadline now) const {
    if (lacking_.empty()) return std::chrono::milliseconds(0);
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - lacking_.front().when);
}

}  // namespace pg

// What tests of the cache share: a clock that stands still, and news of the database.
#pragma once

#include "cache/store.hpp"

namespace cache {

class StillClock final : public base::Clock {
public:
    base::Instant now() const override { return now_; }
    void pass(std::chrono::microseconds time) { now_ += time; }

private:
    base::Instant now_ = base::Instant(std::chrono::hours(500000));
};

// What the follower of changes tells a store, at times of one database.
class Database {
public:
    explicit Database(Store& store) : store_(store) {
        store_.drop_everything(time());
        tell({});
    }

    base::Instant time() { return base::Instant(std::chrono::microseconds(++microsecond)); }

    void tell(const std::vector<std::string>& rows) {
        const std::uint64_t asked_at = store_.stamp().sequence;
        store_.changed(rows, time(), asked_at, base::deadline_in(std::chrono::hours(1)));
    }

private:
    // One database for all nodes of a test.
    static inline std::int64_t microsecond = 0;
    Store& store_;
};

inline Entry entry_of(const Store& store, std::string bytes, const std::vector<std::string>& rows) {
    Entry entry;
    entry.stamp = store.stamp();
    entry.bytes = std::move(bytes);
    for (const std::string& row : rows) entry.rows.push_back(row_number(row));
    return entry;
}

}  // namespace cache

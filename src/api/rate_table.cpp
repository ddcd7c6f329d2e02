// GCRA in shards, each with a lock of its own that is held for a few dozen instructions.
#include "api/rate_table.hpp"

#include <algorithm>
#include <bit>

namespace api {
namespace {

using std::chrono::microseconds;

constexpr std::size_t shard_count = 256;
constexpr microseconds minute = std::chrono::minutes(1);

std::int64_t count_of(RateTable::Time time) {
    return std::chrono::duration_cast<microseconds>(time.time_since_epoch()).count();
}

}  // namespace

microseconds RateDemand::unit() const {
    return minute / per_minute;
}

microseconds RateDemand::whole() const {
    return unit() * per_minute;
}

microseconds RateDemand::taken() const {
    return unit() * std::min(cost, per_minute);
}

RateVerdict verdict_of(const RateDemand& demand, bool is_admitted, microseconds busy) {
    RateVerdict verdict;
    verdict.is_admitted = is_admitted;
    verdict.limit = demand.per_minute;
    verdict.remaining =
        static_cast<int>(std::max(demand.whole() - busy, microseconds(0)) / demand.unit());
    verdict.reset = busy;
    if (!is_admitted) verdict.retry = busy + demand.taken() - demand.whole();
    return verdict;
}

RateTable::RateTable(std::size_t places, std::size_t kinds) : shards_(shard_count) {
    constexpr std::size_t places_per_step = shard_count * places_per_bin;
    const std::size_t bins =
        std::bit_ceil(std::max((places + places_per_step - 1) / places_per_step, std::size_t{1}));
    for (Shard& shard : shards_) {
        shard.bins.resize(bins);
        shard.shared_back_at.resize(kinds);
    }
}

RateVerdict RateTable::take(std::size_t kind, const RateSubject& subject, RateDemand demand,
                            Time now) {
    return judge(kind, subject, demand, now, true);
}

RateVerdict RateTable::look(std::size_t kind, const RateSubject& subject, RateDemand demand,
                            Time now) {
    return judge(kind, subject, demand, now, false);
}

void RateTable::learn(std::size_t kind, const RateSubject& subject, microseconds busy, Time now) {
    const std::uint64_t key = key_of(kind, subject);
    const std::int64_t now_count = count_of(now);
    Shard& shard = shards_[key % shard_count];
    const std::lock_guard lock(shard.mutex);
    std::int64_t* back_at = place_of(shard, key, now_count);
    if (back_at != nullptr) *back_at = std::max(*back_at, now_count + busy.count());
}

std::uint64_t RateTable::key_of(std::size_t kind, const RateSubject& subject) const {
    std::array<std::uint8_t, std::tuple_size_v<RateSubject> + 1> bytes{};
    std::copy(subject.begin(), subject.end(), bytes.begin());
    bytes.back() = static_cast<std::uint8_t>(kind);
    return hash_(bytes);
}

std::int64_t* RateTable::place_of(Shard& shard, std::uint64_t key, std::int64_t now) {
    Bin& bin = shard.bins[(key / shard_count) & (shard.bins.size() - 1)];
    Place* free = nullptr;
    for (Place& place : bin) {
        if (place.key == key) return &place.back_at;
        if (free == nullptr && place.back_at <= now) free = &place;
    }
    if (free == nullptr) return nullptr;
    free->key = key;
    return &free->back_at;
}

RateVerdict RateTable::judge(std::size_t kind, const RateSubject& subject, RateDemand demand,
                             Time now, bool takes) {
    const std::uint64_t key = key_of(kind, subject);
    const std::int64_t now_count = count_of(now);

    Shard& shard = shards_[key % shard_count];
    const std::lock_guard lock(shard.mutex);
    std::int64_t* own = place_of(shard, key, now_count);
    std::int64_t& back_at = own != nullptr ? *own : shard.shared_back_at[kind];
    const microseconds busy(std::max<std::int64_t>(back_at - now_count, 0));
    if (busy + demand.taken() > demand.whole()) return verdict_of(demand, false, busy);
    if (!takes) return verdict_of(demand, true, busy);
    back_at = now_count + (busy + demand.taken()).count();
    return verdict_of(demand, true, busy + demand.taken());
}

std::size_t RateTable::bytes() const {
    std::size_t sum = shards_.size() * sizeof(Shard);
    for (const Shard& shard : shards_) {
        sum += shard.bins.size() * sizeof(Bin);
        sum += shard.shared_back_at.size() * sizeof(std::int64_t);
    }
    return sum;
}

}  // namespace api

// How much each subject has used of its limit, in a table whose memory is bounded. The rule is GCRA
// (docs/decisions/0036-rate-limits.md): a limit of 100 a minute is a hundred units that may be
// spent at once, and one that comes back every 0.6 s.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

#include "crypto/short_hash.hpp"

namespace api {

// What a request asks for: `cost` units of a limit of `per_minute`. A cost above the limit counts
// as the whole limit, so that no limit closes a route for good.
struct RateDemand {
    int per_minute = 1;
    int cost = 1;

    // How long one unit takes to come back, and how long the whole limit does.
    std::chrono::microseconds unit() const;
    std::chrono::microseconds whole() const;
    // How long what this request takes needs to come back.
    std::chrono::microseconds taken() const;
};

struct RateVerdict {
    bool is_admitted = true;
    int limit = 0;
    int remaining = 0;                   // units that may be spent at once, after this request
    std::chrono::microseconds reset{0};  // until all of the limit is back
    std::chrono::microseconds retry{0};  // until this request would be admitted
};

// The verdict on a demand by somebody whose used units need `busy` to come back, this request
// counted where it was admitted.
RateVerdict verdict_of(const RateDemand& demand, bool is_admitted, std::chrono::microseconds busy);

// Who is limited: an address or an id, 16 bytes.
using RateSubject = std::array<std::uint8_t, 16>;

// Thread-safe; nothing is allocated after the constructor.
//
// A subject has a place as long as some of its limit is used, and nobody takes it away before that.
// Who finds no place shares one limit with all others of their kind who find none in the same
// shard, so a flood of subjects makes nobody's limit new.
class RateTable {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Rounded up to whole shards. Kinds of limits are numbered from 0.
    RateTable(std::size_t places, std::size_t kinds);

    // Takes what is demanded, or nothing where too little is left.
    RateVerdict take(std::size_t kind, const RateSubject& subject, RateDemand demand, Time now);
    // The verdict that take() would give; takes nothing.
    RateVerdict look(std::size_t kind, const RateSubject& subject, RateDemand demand, Time now);

    // Notes what shared books know of a subject: its used units need at least `busy` to come back.
    void learn(std::size_t kind, const RateSubject& subject, std::chrono::microseconds busy,
               Time now);

    // Of the places and what belongs to them.
    std::size_t bytes() const;

private:
    // When the last unit of a subject is back, in microseconds of the steady clock. In the past:
    // the place is free.
    struct Place {
        std::uint64_t key = 0;
        std::int64_t back_at = 0;
    };
    static constexpr std::size_t places_per_bin = 16;
    using Bin = std::array<Place, places_per_bin>;
    struct Shard {
        std::mutex mutex;
        std::vector<Bin> bins;
        std::vector<std::int64_t> shared_back_at;  // by kind, of those without a place
    };

    std::uint64_t key_of(std::size_t kind, const RateSubject& subject) const;
    // When the subject's units are back; null where there is no place for it.
    static std::int64_t* place_of(Shard& shard, std::uint64_t key, std::int64_t now);
    RateVerdict judge(std::size_t kind, const RateSubject& subject, RateDemand demand, Time now,
                      bool takes);

    crypto::ShortHash hash_;
    std::vector<Shard> shards_;
};

}  // namespace api

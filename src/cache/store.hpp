// What a process remembers of the database for a while, in bounded memory, and how it learns that
// it changed. Every entry names the rows that it was made from, and holds only as long as none of
// them has changed since the moment before it was read. Shared by all threads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace cache {

enum class Kind { offer, availability, domains };

struct KindRule {
    std::string_view name;  // in metrics and keys
    std::chrono::seconds lives{0};
};
const KindRule& rule_of(Kind kind);
inline constexpr std::array<Kind, 3> kinds = {Kind::offer, Kind::availability, Kind::domains};

// How long it is remembered that something is not there.
inline constexpr std::chrono::seconds refusal_lives{5};

// Whoever makes a refusal wrong changes this row, too: what is not there has no row of its own.
inline constexpr std::string_view refusals_row = "refusals/all";

// A moment in the order of changes, taken before something is read.
struct Stamp {
    std::uint64_t sequence = 0;   // of this process
    base::Instant database_time;  // a time of the database before this moment; nodes compare it
};

struct Entry {
    std::string bytes;
    std::string etag;                        // of the bytes, with its quotes
    std::optional<base::ErrorCode> refusal;  // instead of bytes
    Stamp stamp;
    base::Instant made_at;
    base::Instant ends_at;
    std::vector<std::uint32_t> rows;  // numbers of the rows it was made from, see row_number()
};
using EntryPointer = std::shared_ptr<const Entry>;

// "activities/<id>" as a number that all nodes give it. Two rows may have the same: a change of one
// is then taken for one of the other, too.
std::uint32_t row_number(std::string_view row);

struct KindStats {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t outdated = 0;  // of the misses those where a row had changed
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
};

struct StoreOptions {
    std::size_t bytes_max = 64 * 1024 * 1024;  // 0: nothing is remembered
    bool has_second_level = false;             // entries come from other nodes, too
};

class Store {
public:
    Store(StoreOptions options, const base::Clock& clock);

    // The entry, unless its time is over, a row of it has changed, or changes are not heard of.
    EntryPointer find(Kind kind, const std::string& key);

    // To be taken before what is put is read.
    Stamp stamp() const;

    // Remembers the entry, whose times are set from now. Of a row that changed between its stamp
    // and now find() knows: the order of put() and changed() does not matter.
    EntryPointer put(Kind kind, const std::string& key, Entry entry);
    // The same with an entry of another node, which keeps its times; nothing where a row that it
    // was made from has changed since. `before` was taken before it was fetched.
    EntryPointer put_fetched(Kind kind, const std::string& key, Entry entry, Stamp before);

    // Whether the entry shows all changes that were known at the moment.
    bool shows_all_until(const Entry& entry, std::uint64_t sequence) const;

    // This node has changed rows itself: nobody here sees them as they were, from now on.
    void changed_here(const std::vector<std::string>& rows);

    // What the node hears of the database (jobs/follow_changes.hpp): rows that anybody changed, the
    // time of the database at which it asked, and until when it is trusted to have heard all.
    // `asked_at` is the sequence of stamp() before it asked.
    void changed(const std::vector<std::string>& rows, base::Instant database_time,
                 std::uint64_t asked_at, base::Deadline trusted_until);
    // Changes may have been missed: nothing is known any more.
    void drop_everything(base::Instant database_time);

    bool is_trusted() const;
    const base::Clock& clock() const { return clock_; }
    std::vector<std::pair<Kind, KindStats>> stats() const;

private:
    struct Node {
        std::string key;
        Kind kind;
        EntryPointer entry;
        std::size_t bytes;
    };
    struct Shard {
        std::mutex mutex;
        std::list<Node> newest_first;
        std::unordered_map<std::string_view, std::list<Node>::iterator> by_key;
        std::size_t bytes = 0;
    };
    struct Counters {
        std::atomic<std::uint64_t> hits{0};
        std::atomic<std::uint64_t> misses{0};
        std::atomic<std::uint64_t> outdated{0};
        std::atomic<std::uint64_t> entries{0};
        std::atomic<std::uint64_t> bytes{0};
    };
    // The last change of a row.
    struct Change {
        std::atomic<std::uint64_t> sequence{0};
        std::atomic<std::int64_t> database_time{0};
    };
    struct OwnChange {
        std::uint32_t row;
        std::uint64_t sequence;
    };

    EntryPointer insert(Kind kind, const std::string& key, Entry entry);
    void forget(Shard& shard, std::list<Node>::iterator node);
    Shard& shard_of(const std::string& key);
    Counters& counters_of(Kind kind) { return counters_[static_cast<std::size_t>(kind)]; }
    void note_change(std::uint32_t row);

    StoreOptions options_;
    const base::Clock& clock_;
    std::array<Shard, 16> shards_;
    std::array<Counters, kinds.size()> counters_;
    std::unique_ptr<Change[]> changes_;
    std::atomic<std::uint64_t> sequence_{1};
    std::atomic<std::int64_t> database_time_{0};
    std::atomic<std::int64_t> trusted_until_{0};
    // All that is older was dropped.
    std::atomic<std::uint64_t> first_sequence_{1};
    std::atomic<std::int64_t> first_database_time_{0};
    std::mutex own_changes_mutex_;
    std::vector<OwnChange> own_changes_;  // that have not been heard of from the database
};

}  // namespace cache

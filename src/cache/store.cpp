// The entries of a process, the newest first, and the last change of every row.
#include "cache/store.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/hash.hpp"

namespace cache {
namespace {

constexpr std::uint32_t row_numbers = 32768;
// What an entry takes beside its key and bytes.
constexpr std::size_t entry_overhead = 400;
constexpr std::int64_t not_heard_of_yet = std::numeric_limits<std::int64_t>::max();

std::int64_t microseconds(base::Instant instant) {
    return instant.time_since_epoch().count();
}

void raise(std::atomic<std::uint64_t>& number, std::uint64_t to) {
    std::uint64_t now = number.load();
    while (now < to && !number.compare_exchange_weak(now, to)) {
    }
}

}  // namespace

const KindRule& rule_of(Kind kind) {
    // Activities and venues 300 s, availability 30 s: task 2.1 of the task list.
    static constexpr std::array<KindRule, kinds.size()> rules = {{
        {"offer", std::chrono::seconds(300)},
        {"availability", std::chrono::seconds(30)},
        {"domains", std::chrono::seconds(300)},
    }};
    return rules.at(static_cast<std::size_t>(kind));
}

// FNV-1a: the same on every node.
std::uint32_t row_number(std::string_view row) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char letter : row) {
        hash ^= static_cast<unsigned char>(letter);
        hash *= 1099511628211U;
    }
    return static_cast<std::uint32_t>((hash >> 32U) % row_numbers);
}

Store::Store(StoreOptions options, const base::Clock& clock)
    : options_(options), clock_(clock), changes_(std::make_unique<Change[]>(row_numbers)) {}

Stamp Store::stamp() const {
    Stamp stamp;
    stamp.database_time = base::Instant(std::chrono::microseconds(database_time_.load()));
    stamp.sequence = sequence_.load();
    return stamp;
}

bool Store::is_trusted() const {
    return std::chrono::steady_clock::now().time_since_epoch().count() < trusted_until_.load();
}

bool Store::shows_all_until(const Entry& entry, std::uint64_t sequence) const {
    const std::uint64_t first = first_sequence_.load();
    if (entry.stamp.sequence < first && first <= sequence) return false;
    return std::none_of(entry.rows.begin(), entry.rows.end(), [&](std::uint32_t row) {
        const std::uint64_t changed = changes_[row].sequence.load();
        return changed > entry.stamp.sequence && changed <= sequence;
    });
}

EntryPointer Store::find(Kind kind, const std::string& key) {
    Counters& counters = counters_of(kind);
    Shard& shard = shard_of(key);
    EntryPointer entry;
    if (is_trusted()) {
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.by_key.find(key);
        if (found != shard.by_key.end()) {
            const auto node = found->second;
            const bool is_current =
                shows_all_until(*node->entry, std::numeric_limits<std::uint64_t>::max());
            if (is_current && node->entry->ends_at > clock_.now()) {
                entry = node->entry;
                shard.newest_first.splice(shard.newest_first.begin(), shard.newest_first, node);
            } else {
                counters.outdated += is_current ? 0 : 1;
                forget(shard, node);
            }
        }
    }
    ++(entry ? counters.hits : counters.misses);
    return entry;
}

EntryPointer Store::put(Kind kind, const std::string& key, Entry entry) {
    const auto lives = entry.refusal ? refusal_lives : rule_of(kind).lives;
    entry.made_at = clock_.now();
    entry.ends_at = entry.made_at + lives;
    if (!entry.refusal) entry.etag = "\"" + base::sha256_hex(entry.bytes).substr(0, 32) + "\"";
    return insert(kind, key, std::move(entry));
}

EntryPointer Store::put_fetched(Kind kind, const std::string& key, Entry entry, Stamp before) {
    const std::int64_t read_at = microseconds(entry.stamp.database_time);
    const bool has_changed =
        read_at <= first_database_time_.load() ||
        std::any_of(entry.rows.begin(), entry.rows.end(), [&](std::uint32_t row) {
            return row >= row_numbers || changes_[row].database_time.load() >= read_at;
        });
    if (has_changed || entry.ends_at <= clock_.now()) return nullptr;
    entry.stamp.sequence = before.sequence;
    return insert(kind, key, std::move(entry));
}

EntryPointer Store::insert(Kind kind, const std::string& key, Entry what) {
    const auto entry = std::make_shared<const Entry>(std::move(what));
    const std::size_t bytes = entry_overhead + key.size() + entry->bytes.size() +
                              entry->rows.size() * sizeof(std::uint32_t);
    const std::size_t shard_bytes_max = options_.bytes_max / shards_.size();
    if (bytes > shard_bytes_max) return entry;
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (const auto old = shard.by_key.find(key); old != shard.by_key.end()) {
        forget(shard, old->second);
    }
    while (shard.bytes + bytes > shard_bytes_max) {
        forget(shard, std::prev(shard.newest_first.end()));
    }
    shard.newest_first.push_front(Node{key, kind, entry, bytes});
    shard.by_key.emplace(shard.newest_first.front().key, shard.newest_first.begin());
    shard.bytes += bytes;
    counters_of(kind).entries += 1;
    counters_of(kind).bytes += bytes;
    return entry;
}

void Store::forget(Shard& shard, std::list<Node>::iterator node) {
    counters_of(node->kind).entries -= 1;
    counters_of(node->kind).bytes -= node->bytes;
    shard.bytes -= node->bytes;
    shard.by_key.erase(node->key);
    shard.newest_first.erase(node);
}

Store::Shard& Store::shard_of(const std::string& key) {
    return shards_[std::hash<std::string_view>()(key) % shards_.size()];
}

// The number is given before the row has it: an entry that is read in between has seen the change.
void Store::note_change(std::uint32_t row) {
    raise(changes_[row].sequence, sequence_.fetch_add(1) + 1);
}

void Store::changed_here(const std::vector<std::string>& rows) {
    const std::lock_guard lock(own_changes_mutex_);
    for (const std::string& name : rows) {
        const std::uint32_t row = row_number(name);
        if (options_.has_second_level) changes_[row].database_time = not_heard_of_yet;
        note_change(row);
        if (options_.has_second_level) own_changes_.push_back({row, changes_[row].sequence.load()});
    }
}

void Store::changed(const std::vector<std::string>& rows, base::Instant database_time,
                    std::uint64_t asked_at, base::Deadline trusted_until) {
    const std::lock_guard lock(own_changes_mutex_);
    const std::int64_t time = microseconds(database_time);
    // Own changes from before the question are among those of the database by now.
    std::vector<std::uint32_t> heard_of;
    for (const OwnChange& own : std::exchange(own_changes_, {})) {
        if (own.sequence > asked_at) {
            own_changes_.push_back(own);
        } else {
            heard_of.push_back(own.row);
        }
    }
    for (const std::string& name : rows) heard_of.push_back(row_number(name));
    for (const std::uint32_t row : heard_of) {
        const bool is_waited_for =
            std::any_of(own_changes_.begin(), own_changes_.end(),
                        [row](const OwnChange& own) { return own.row == row; });
        if (!is_waited_for) changes_[row].database_time = time;
    }
    for (const std::string& name : rows) note_change(row_number(name));
    database_time_ = time;
    trusted_until_ = trusted_until.time_since_epoch().count();
}

void Store::drop_everything(base::Instant database_time) {
    const std::lock_guard lock(own_changes_mutex_);
    trusted_until_ = 0;
    first_database_time_ = std::max(first_database_time_.load(), microseconds(database_time));
    raise(first_sequence_, sequence_.fetch_add(1) + 1);
    for (Shard& shard : shards_) {
        const std::lock_guard shard_lock(shard.mutex);
        while (!shard.newest_first.empty()) forget(shard, shard.newest_first.begin());
    }
}

std::vector<std::pair<Kind, KindStats>> Store::stats() const {
    std::vector<std::pair<Kind, KindStats>> all;
    for (const Kind kind : kinds) {
        const Counters& counters = counters_[static_cast<std::size_t>(kind)];
        KindStats stats;
        stats.hits = counters.hits;
        stats.misses = counters.misses;
        stats.outdated = counters.outdated;
        stats.entries = counters.entries;
        stats.bytes = counters.bytes;
        all.emplace_back(kind, stats);
    }
    return all;
}

}  // namespace cache

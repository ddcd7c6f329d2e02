// What a process remembers: time, memory, and changes that arrive before and after what they
// change.
#include "cache/store.hpp"

#include <gtest/gtest.h>

#include "cache/shared_entry.hpp"
#include "helpers.hpp"

namespace cache {
namespace {

using namespace std::chrono_literals;

class CacheStore : public testing::Test {
protected:
    bool has(const std::string& key) { return store_.find(Kind::availability, key) != nullptr; }
    void put(const std::string& key, const std::vector<std::string>& rows) {
        store_.put(Kind::availability, key, entry_of(store_, "bytes", rows));
    }

    StillClock clock_;
    Store store_{StoreOptions(), clock_};
    Database database_{store_};
};

TEST_F(CacheStore, GivesBackWhatWasPutAndNamesItsBytes) {
    put("key", {"activities/1"});
    const auto found = store_.find(Kind::availability, "key");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->bytes, "bytes");
    EXPECT_EQ(found->etag.size(), 34U);
    EXPECT_FALSE(has("another key"));
}

TEST_F(CacheStore, ForgetsEachKindAfterItsTime) {
    for (const auto& [kind, lives] : {std::pair(Kind::offer, 300s), {Kind::availability, 30s}}) {
        store_.put(kind, "key", entry_of(store_, "bytes", {}));
        clock_.pass(lives - 1us);
        EXPECT_TRUE(store_.find(kind, "key"));
        clock_.pass(1us);
        EXPECT_FALSE(store_.find(kind, "key"));
    }
}

TEST_F(CacheStore, ForgetsRefusalsSooner) {
    Entry entry = entry_of(store_, "", {});
    entry.refusal = base::ErrorCode::embed_not_found;
    store_.put(Kind::offer, "key", entry);
    clock_.pass(5s - 1us);
    EXPECT_TRUE(store_.find(Kind::offer, "key"));
    clock_.pass(1us);
    EXPECT_FALSE(store_.find(Kind::offer, "key"));
}

TEST_F(CacheStore, AChangedRowEndsWhatWasMadeFromItAndNothingElse) {
    put("one", {"activities/1", "organizations/1"});
    put("two", {"activities/2", "organizations/1"});
    database_.tell({"activities/1"});
    EXPECT_FALSE(has("one"));
    EXPECT_TRUE(has("two"));
    store_.changed_here({"organizations/1"});
    EXPECT_FALSE(has("two"));
}

// The race: the old row is read, the change is heard of, then what was read is put.
TEST_F(CacheStore, WhatWasReadBeforeAChangeIsNotRememberedAfterIt) {
    Entry old = entry_of(store_, "old", {"activities/1"});
    database_.tell({"activities/1"});
    store_.put(Kind::availability, "key", old);
    EXPECT_FALSE(has("key"));

    // The control: without the stamp from before the read the old bytes would be served.
    old.stamp = store_.stamp();
    store_.put(Kind::availability, "key", old);
    EXPECT_TRUE(has("key"));
}

TEST_F(CacheStore, AfterAGapInTheNewsNothingIsKnown) {
    put("key", {"activities/1"});
    const Entry under_way = entry_of(store_, "old", {"activities/1"});
    store_.drop_everything(database_.time());
    database_.tell({});
    store_.put(Kind::availability, "other", under_way);
    EXPECT_FALSE(has("key"));
    EXPECT_FALSE(has("other")) << "it was being read when the news ended";
    put("key", {"activities/1"});
    EXPECT_TRUE(has("key"));
}

TEST_F(CacheStore, IsNotUsedWhileNoNewsCome) {
    put("key", {"activities/1"});
    const auto asked_at = store_.stamp().sequence;
    store_.changed({}, database_.time(), asked_at, base::deadline_in(0ms));
    EXPECT_FALSE(has("key"));
    database_.tell({});
    EXPECT_TRUE(has("key")) << "nothing was missed";
}

TEST(CacheBounds, ForgetsWhatWasUsedLeastRecently) {
    const StillClock clock;
    StoreOptions options;
    options.bytes_max = 16 * 10'000;  // 16 parts of the keys
    Store store(options, clock);
    Database database(store);
    const std::string bytes(1000, 'x');
    store.put(Kind::offer, "first", entry_of(store, bytes, {}));
    for (int i = 0; i < 2000; ++i) {
        store.put(Kind::offer, std::to_string(i), entry_of(store, bytes, {}));
        ASSERT_TRUE(store.find(Kind::offer, "first")) << "it is in use";
    }
    EXPECT_FALSE(store.find(Kind::offer, "0"));
    EXPECT_TRUE(store.find(Kind::offer, "1999"));
    const KindStats stats = store.stats().front().second;
    EXPECT_LE(stats.bytes, options.bytes_max);
    EXPECT_GT(stats.entries, 16U);
    EXPECT_EQ(stats.misses, 1U);
    EXPECT_EQ(stats.hits, 2001U);

    store.put(Kind::offer, "large", entry_of(store, std::string(20'000, 'x'), {}));
    EXPECT_FALSE(store.find(Kind::offer, "large")) << "more than a part may hold";
}

// Two nodes of one database: one reads, the other fetches what it read.
class CacheNodes : public testing::Test {
protected:
    EntryPointer fetch(const Entry& entry) {
        const auto text = shared_entry_text(entry);
        auto received = read_shared_entry(text);
        EXPECT_TRUE(received);
        return there_.put_fetched(Kind::availability, "key", *received, there_.stamp());
    }

    static StoreOptions options() {
        StoreOptions options;
        options.has_second_level = true;
        return options;
    }

    StillClock clock_;
    Store here_{options(), clock_};
    Store there_{options(), clock_};
    Database at_here_{here_};
    Database at_there_{there_};
};

TEST_F(CacheNodes, TakeWhatWasReadAfterTheLastChange) {
    at_there_.tell({"activities/1"});
    at_here_.tell({"activities/1"});
    const auto read =
        here_.put(Kind::availability, "key", entry_of(here_, "new", {"activities/1"}));
    const auto fetched = fetch(*read);
    ASSERT_TRUE(fetched);
    EXPECT_EQ(fetched->bytes, "new");
    EXPECT_EQ(fetched->etag, read->etag);
    EXPECT_TRUE(there_.find(Kind::availability, "key"));
    at_there_.tell({"activities/1"});
    EXPECT_FALSE(there_.find(Kind::availability, "key"));
}

TEST_F(CacheNodes, LeaveWhatWasReadBeforeAChangeThatTheyKnow) {
    at_here_.tell({});
    const auto old = here_.put(Kind::availability, "key", entry_of(here_, "old", {"activities/1"}));
    at_there_.tell({"activities/1"});
    EXPECT_FALSE(fetch(*old));
}

TEST_F(CacheNodes, LeaveWhatWasReadBeforeAChangeOfTheirOwn) {
    at_here_.tell({});
    const auto old = here_.put(Kind::availability, "key", entry_of(here_, "old", {"activities/1"}));
    there_.changed_here({"activities/1"});
    EXPECT_FALSE(fetch(*old));
    at_there_.tell({});
    EXPECT_FALSE(fetch(*old)) << "it was read before";
    at_here_.tell({});
    const auto read =
        here_.put(Kind::availability, "key", entry_of(here_, "new", {"activities/1"}));
    EXPECT_TRUE(fetch(*read));
}

TEST_F(CacheNodes, LeaveWhatWasReadBeforeTheyBeganToListen) {
    at_here_.tell({});
    const auto old = here_.put(Kind::availability, "key", entry_of(here_, "old", {"activities/1"}));
    there_.drop_everything(at_there_.time());
    at_there_.tell({});
    EXPECT_FALSE(fetch(*old));
}

TEST(SharedEntry, WhatOthersWroteIsNoEntry) {
    for (const char* text : {"", "x", "1 2 3\n", "1 2 3 x\n", "1 2 x \"e\"\n",
                             "1 2 3 \"e\" x\nbytes", "1 2 3 \"e\" -1\nbytes"}) {
        EXPECT_FALSE(read_shared_entry(text)) << text;
    }
}

}  // namespace
}  // namespace cache

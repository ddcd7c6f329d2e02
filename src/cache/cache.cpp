// One reader for many askers, and the second level in Redis.
#include "cache/cache.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "cache/shared_entry.hpp"

namespace cache {
namespace {

constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

bool is_remembered(base::ErrorCode code) {
    return base::to_string(code).ends_with("_not_found");
}

std::string shared_key(Kind kind, const std::string& key) {
    return "bookingtms:1:" + std::string(rule_of(kind).name) + ":" + key;
}

base::Task<void> store_in(redis::Client* redis, std::string key, std::string value,
                          std::chrono::milliseconds lives) {
    co_await redis->set(std::move(key), std::move(value), lives);
}

}  // namespace

// A read that is under way, and those who wait for it.
struct Cache::Flight {
    explicit Flight(const boost::asio::any_io_executor& executor)
        : ended(executor, boost::asio::steady_timer::time_point::max()) {}

    boost::asio::steady_timer ended;
    std::optional<base::Result<EntryPointer>> outcome;  // none: it ended with an exception
};

Cache::Cache(boost::asio::any_io_executor executor, Store& store, redis::Client* redis)
    : executor_(std::move(executor)), store_(store), redis_(redis) {}

base::Task<base::Result<EntryPointer>> Cache::load(Kind kind, std::string key, Load load,
                                                   base::Deadline deadline) {
    const std::uint64_t arrived = store_.stamp().sequence;
    for (;;) {
        const auto found = flights_.find(key);
        if (found == flights_.end()) break;
        const std::shared_ptr<Flight> flight = found->second;
        boost::asio::steady_timer patience(executor_, deadline);
        patience.async_wait([flight, key](boost::system::error_code cut_short) {
            if (!cut_short) flight->ended.cancel();
        });
        co_await flight->ended.async_wait(as_result);
        if (!flight->outcome && std::chrono::steady_clock::now() >= deadline) {
            co_return base::fail(base::ErrorCode::deadline_exceeded,
                                 "There was no time left to do this. Nothing was changed.");
        }
        if (!flight->outcome) continue;
        if (!*flight->outcome) co_return *flight->outcome;
        // It may have read before a change that happened before we came. Then one of those who
        // waited reads again.
        if (store_.shows_all_until(***flight->outcome, arrived)) co_return *flight->outcome;
        if (EntryPointer entry = store_.find(kind, key)) co_return entry;
    }
    co_return co_await lead(kind, std::move(key), std::move(load));
}

base::Task<base::Result<EntryPointer>> Cache::lead(Kind kind, std::string key, Load load) {
    const auto flight = std::make_shared<Flight>(executor_);
    flights_[key] = flight;
    struct Landing {
        std::unordered_map<std::string, std::shared_ptr<Flight>>& flights;
        const std::string& key;
        const std::shared_ptr<Flight>& flight;
        ~Landing() {
            flights.erase(key);
            flight->ended.cancel();
        }
    };
    const Landing landing = {flights_, key, flight};

    EntryPointer entry = co_await fetch(kind, key);
    if (entry) {
        flight->outcome = entry;
        co_return entry;
    }
    Entry made;
    made.stamp = store_.stamp();
    auto loaded = co_await load();
    if (!loaded && !is_remembered(loaded.error().code)) {
        flight->outcome = base::fail(loaded.error());
        co_return base::fail(std::move(loaded.error()));
    }
    if (loaded) {
        made.bytes = std::move(loaded->bytes);
        for (const std::string& row : loaded->rows) made.rows.push_back(row_number(row));
    } else {
        made.refusal = loaded.error().code;
        made.rows.push_back(row_number(refusals_row));
    }
    entry = store_.put(kind, key, std::move(made));
    share(kind, key, entry);
    flight->outcome = entry;
    co_return entry;
}

base::Task<EntryPointer> Cache::fetch(Kind kind, std::string key) {
    if (redis_ == nullptr || !redis_->is_up()) co_return nullptr;
    if (!store_.is_trusted()) co_return nullptr;
    const Stamp before = store_.stamp();
    const auto text = co_await redis_->get(shared_key(kind, key));
    if (!text) co_return nullptr;
    auto entry = read_shared_entry(*text);
    if (!entry) co_return nullptr;
    co_return store_.put_fetched(kind, key, std::move(*entry), before);
}

// Beside the request, which does not wait for it.
void Cache::share(Kind kind, const std::string& key, EntryPointer entry) {
    if (redis_ == nullptr || !redis_->is_up()) return;
    if (entry->refusal || !store_.is_trusted()) return;
    const auto lives =
        std::chrono::duration_cast<std::chrono::milliseconds>(entry->ends_at - entry->made_at);
    boost::asio::co_spawn(executor_,
                          store_in(redis_, shared_key(kind, key), shared_entry_text(*entry), lives),
                          boost::asio::detached);
}

}  // namespace cache

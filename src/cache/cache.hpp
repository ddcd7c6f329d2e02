// The way to what is remembered for the coroutines of one I/O thread: this process's entries, then
// those of other nodes in Redis, then the database, where one coroutine asks and the others who
// want the same wait for it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/task.hpp"
#include "cache/store.hpp"
#include "redis/client.hpp"

namespace cache {

// What was read from the database, and from which rows: {"activities/<id>"}.
struct Loaded {
    std::string bytes;
    std::vector<std::string> rows;
};

class Cache {
public:
    // `redis` may be null. Both must outlive this.
    Cache(boost::asio::any_io_executor executor, Store& store, redis::Client* redis);

    // What is remembered here, at once.
    EntryPointer find(Kind kind, const std::string& key) { return store_.find(kind, key); }

    // What find() does not have. Refusals of the code ..._not_found are remembered for a short
    // while, other errors are given to whoever waits for the same and then forgotten.
    using Load = std::function<base::Task<base::Result<Loaded>>()>;
    base::Task<base::Result<EntryPointer>> load(Kind kind, std::string key, Load load,
                                                base::Deadline deadline);

    // Rows that a request of this node has changed: whoever reads next sees them as they are.
    void changed_here(const std::vector<std::string>& rows) { store_.changed_here(rows); }

private:
    struct Flight;

    base::Task<base::Result<EntryPointer>> lead(Kind kind, std::string key, Load load);
    base::Task<EntryPointer> fetch(Kind kind, std::string key);
    void share(Kind kind, const std::string& key, EntryPointer entry);

    boost::asio::any_io_executor executor_;
    Store& store_;
    redis::Client* redis_;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;
};

}  // namespace cache

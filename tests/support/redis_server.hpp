// A real Redis server of its own for one test, on a free port of this machine.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "redis/address.hpp"

namespace test_support {

class RedisServer {
public:
    // Throws where it does not come up. `flags` go to redis-server: {"--maxmemory", "1mb"}.
    explicit RedisServer(std::vector<std::string> flags = {});
    ~RedisServer();
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    redis::Address address() const;
    void kill();         // as a machine that fails does
    void start();        // again, on the same port
    void pause() const;  // takes connections and bytes, and does not answer
    void resume() const;

private:
    std::vector<std::string> flags_;
    int port_ = 0;
    pid_t process_ = -1;
};

}  // namespace test_support

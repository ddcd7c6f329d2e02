// A connection to Redis that helps where it can and never gets in the way: whoever asks has an
// answer or nothing within a short deadline, and a Redis that is lost, slow or full costs speed and
// never an error. One per I/O thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "redis/address.hpp"
#include "redis/protocol.hpp"

namespace redis {

struct ClientOptions {
    Address address;
    std::chrono::milliseconds answer_max{50};  // how long a command waits
    std::size_t waiting_max = 1000;            // commands under way; more have no answer at once
};

// Not thread-safe: every call comes from the one thread that runs `executor`.
class Client {
public:
    Client(boost::asio::any_io_executor executor, ClientOptions options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Begins to connect, and from then on makes a lost connection again, with growing pauses (50 ms
    // to 2 s), without end.
    void start();

    // Ends the connection; nobody has an answer any more.
    void stop();

    // False while there is no connection, and while a slow server is left alone: commands have no
    // answer then, at once.
    bool is_up() const;

    // What the server answers, in time. Nothing: no answer, or an error; a command may have been
    // done all the same.
    base::Task<std::optional<Reply>> run(std::vector<std::string> words);

    // The value, if there is one.
    base::Task<std::optional<std::string>> get(std::string key);
    // False: perhaps not stored.
    base::Task<bool> set(std::string key, std::string value, std::chrono::milliseconds lives);
    // False: perhaps still there.
    base::Task<bool> remove(std::vector<std::string> keys);
    // Runs a Lua script, which Redis does in one step. The script is sent once per connection and
    // named by its hash from then on; `script` must outlive the client (a constant).
    base::Task<std::optional<Reply>> run_script(std::string_view script,
                                                std::vector<std::string> keys,
                                                std::vector<std::string> arguments);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace redis

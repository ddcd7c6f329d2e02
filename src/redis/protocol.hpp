// The bytes of the Redis protocol: commands to bytes, bytes to replies. No I/O.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace redis {

struct Reply {
    enum class Kind { text, integer, nothing, list, error };

    Kind kind = Kind::nothing;
    std::string text;         // of a text, a status ("OK") or an error ("OOM command not ...")
    std::int64_t number = 0;  // of an integer
    std::vector<Reply> list;
};

// A command as the server reads it. Words may hold any bytes.
std::string command_bytes(const std::vector<std::string>& words);

// Makes replies of the bytes of one connection.
class ReplyReader {
public:
    ReplyReader();

    void put(std::string_view bytes);
    // The next whole reply; nothing while bytes of it are missing, or once they make no sense.
    std::optional<Reply> next();
    // The bytes were not those of a Redis server; the connection cannot be used any more.
    bool is_broken() const { return is_broken_; }

private:
    struct Free {
        void operator()(redisReader* reader) const;
    };
    std::unique_ptr<redisReader, Free> reader_;
    bool is_broken_ = false;
};

}  // namespace redis

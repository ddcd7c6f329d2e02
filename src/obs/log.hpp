// The log: one line per event, JSON for machines or text for people, to stderr. Never blocks a
// request: lines go through a bounded queue; what does not fit is dropped and counted.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace obs {

enum class Level { debug, info, warn, error };
enum class Format { text, json };

struct Field {
    std::string_view name;
    std::variant<std::int64_t, double, bool, std::string> value;
};

// Before the first call of log() lines are dropped. Call once, from main.
void start_log(Level least, Format format);
// Writes out what is queued.
void stop_log();

// `event` is a short constant in words, "connection_lost"; what varies goes into fields.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

// Lines dropped since the start because the queue was full.
std::uint64_t dropped_lines();

}  // namespace obs

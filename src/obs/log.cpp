// The log lines themselves and the queue behind them. The only file that includes spdlog.
#include "obs/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <memory>
#include <type_traits>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace obs {
namespace {

// Lines that may wait for stderr. A burst fits; a stderr that nobody reads costs two megabytes.
constexpr std::size_t queued_lines_max = 4096;

struct Log {
    std::shared_ptr<spdlog::async_logger> logger;
    // Ends before the logger does: its thread lets go of the logger after the last line.
    std::shared_ptr<spdlog::details::thread_pool> queue;
    Level least = Level::info;
    Format format = Format::text;
};

// Set before the threads that log are started and reset after they were joined.
std::unique_ptr<Log> current;
// What earlier queues dropped.
std::atomic<std::uint64_t> dropped_before = 0;

std::string_view to_string(Level level) {
    constexpr std::array<std::string_view, 4> names = {"debug", "info", "warn", "error"};
    return names.at(static_cast<std::size_t>(level));
}

boost::json::value to_json(const Field& field) {
    return std::visit(
        [](const auto& value) -> boost::json::value {
            using Value = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, std::string>) {
                return boost::json::value(base::as_utf8(value));
            } else if constexpr (std::is_same_v<Value, double>) {
                // JSON has no infinity.
                return std::isfinite(value) ? boost::json::value(value) : boost::json::value();
            } else {
                return boost::json::value(value);
            }
        },
        field.value);
}

std::string time_now() {
    return base::to_iso(base::SystemClock().now());
}

// {"time":"2026-01-31T08:00:00.123Z","level":"info","event":"server_started","port":8080}
std::string json_line(Level level, std::string_view event, std::initializer_list<Field> fields) {
    boost::json::object line;
    line["time"] = time_now();
    line["level"] = to_string(level);
    line["event"] = event;
    for (const Field& field : fields) line[field.name] = to_json(field);
    return boost::json::serialize(line);
}

// 2026-01-31T08:00:00.123Z info  server_started address="127.0.0.1" port=8080
// Texts are quoted as in JSON, so that no value can begin a line of its own.
std::string text_line(Level level, std::string_view event, std::initializer_list<Field> fields) {
    std::string line = time_now();
    line += ' ';
    line += to_string(level);
    line.append(6 - to_string(level).size(), ' ');
    line += event;
    for (const Field& field : fields) {
        line += ' ';
        line += field.name;
        line += '=';
        line += boost::json::serialize(to_json(field));
    }
    return line;
}

}  // namespace

void start_log(Level least, Format format) {
    auto log = std::make_unique<Log>();
    log->queue = std::make_shared<spdlog::details::thread_pool>(queued_lines_max, 1);
    // overrun_oldest: the newest lines tell more about why the queue is full.
    log->logger = std::make_shared<spdlog::async_logger>(
        "log", std::make_shared<spdlog::sinks::stderr_sink_mt>(), log->queue,
        spdlog::async_overflow_policy::overrun_oldest);
    log->logger->set_pattern("%v");  // the line is complete when it enters the queue
    log->logger->set_level(spdlog::level::trace);
    log->least = least;
    log->format = format;
    current = std::move(log);
}

void stop_log() {
    if (!current) return;
    dropped_before += current->queue->overrun_counter();
    current.reset();  // joins the writing thread, which first writes what is queued
}

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!current || level < current->least) return;
    const std::string line = current->format == Format::json ? json_line(level, event, fields)
                                                             : text_line(level, event, fields);
    current->logger->log(spdlog::level::info, spdlog::string_view_t(line));
}

std::uint64_t dropped_lines() {
    return dropped_before + (current ? current->queue->overrun_counter() : 0);
}

}  // namespace obs

// What arrives on stderr.
#include "obs/log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cmath>
#include <functional>
#include <thread>

#include "base/text.hpp"

namespace {

using obs::Format;
using obs::Level;
using testing::MatchesRegex;

// What was written to stderr between the start and the end of the log.
std::string lines_of(Format format, const std::function<void()>& write) {
    testing::internal::CaptureStderr();
    obs::start_log(Level::info, format);
    write();
    obs::stop_log();
    return testing::internal::GetCapturedStderr();
}

TEST(Log, WritesOneJsonObjectPerLine) {
    const std::string line = lines_of(Format::json, [] {
        obs::log(Level::warn, "slow_request",
                 {{"path", std::string("/a \"b\"\n\\")},
                  {"milliseconds", std::int64_t{1250}},
                  {"share", 0.5},
                  {"is_retried", true}});
    });
    ASSERT_EQ(line.find('\n'), line.size() - 1) << line;
    const auto object = boost::json::parse(line).as_object();
    EXPECT_THAT(std::string(object.at("time").as_string()),
                MatchesRegex("20[0-9-]{8}T[0-9:]{8}(\\.[0-9]+)?Z"));
    EXPECT_EQ(object.at("level"), "warn");
    EXPECT_EQ(object.at("event"), "slow_request");
    EXPECT_EQ(object.at("path"), "/a \"b\"\n\\");
    EXPECT_EQ(object.at("milliseconds"), 1250);
    EXPECT_EQ(object.at("share"), 0.5);
    EXPECT_EQ(object.at("is_retried"), true);
}

TEST(Log, StaysValidJsonWhateverItIsGiven) {
    const std::string line = lines_of(Format::json, [] {
        obs::log(Level::error, "odd",
                 {{"bytes", std::string("a\xFF\x80z\0\x01", 6)}, {"number", std::nan("")}});
    });
    EXPECT_TRUE(base::utf8_length(line));
    const auto object = boost::json::parse(line).as_object();
    EXPECT_EQ(object.at("bytes"), boost::json::string("a\uFFFD\uFFFDz\0\x01", 10));
    EXPECT_TRUE(object.at("number").is_null());
}

TEST(Log, WritesTextInWhichNoValueCanBeginALine) {
    const std::string line = lines_of(Format::text, [] {
        obs::log(Level::info, "hello",
                 {{"name", std::string("Zoë\n2026 error forged")}, {"count", std::int64_t{3}}});
    });
    EXPECT_THAT(line, MatchesRegex("20[^ ]+Z info  hello name=\"Zoë\\\\n2026 error forged\" "
                                   "count=3\n"));
}

TEST(Log, LeavesOutWhatIsBelowTheLevelAndWhatComesBeforeTheStart) {
    obs::log(Level::error, "too_early");
    EXPECT_EQ(lines_of(Format::text, [] { obs::log(Level::debug, "too_small"); }), "");
}

TEST(Log, DropsAndCountsLinesWhileNobodyReads) {
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const int old_stderr = dup(STDERR_FILENO);
    dup2(pipe_ends[1], STDERR_FILENO);
    close(pipe_ends[1]);

    constexpr int written = 50000;  // far more than the queue and the pipe take
    const auto dropped_before = obs::dropped_lines();
    obs::start_log(Level::info, Format::text);
    for (int i = 0; i < written; ++i) obs::log(Level::info, "burst");
    const auto dropped = obs::dropped_lines() - dropped_before;

    std::string read_lines;
    std::thread reader([&] {
        char buffer[4096];
        for (auto n = read(pipe_ends[0], buffer, sizeof buffer); n > 0;
             n = read(pipe_ends[0], buffer, sizeof buffer)) {
            read_lines.append(buffer, static_cast<std::size_t>(n));
        }
    });
    obs::stop_log();
    dup2(old_stderr, STDERR_FILENO);  // closes the last end that writes: the reader ends
    close(old_stderr);
    reader.join();
    close(pipe_ends[0]);

    const auto count = std::count(read_lines.begin(), read_lines.end(), '\n');
    EXPECT_GT(dropped, 0u);
    EXPECT_EQ(static_cast<std::uint64_t>(count) + dropped, std::uint64_t{written})
        << "each line was either written or counted";
    EXPECT_EQ(obs::dropped_lines() - dropped_before, dropped) << "the count outlives the log";
}

}  // namespace

// Commands to bytes, bytes to replies.
#include "redis/protocol.hpp"

#include <gtest/gtest.h>

namespace redis {
namespace {

TEST(Protocol, WritesWordsWithTheirLengths) {
    EXPECT_EQ(command_bytes({"SET", "k", std::string("\0\r\n", 3)}),
              std::string("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\n\0\r\n\r\n", 29));
}

TEST(Protocol, ReadsRepliesThatArriveByteByByte) {
    const std::string bytes = "+OK\r\n:-7\r\n$-1\r\n-OOM full\r\n*2\r\n$1\r\na\r\n:3\r\n";
    ReplyReader reader;
    std::vector<Reply> replies;
    for (const char byte : bytes) {
        reader.put(std::string_view(&byte, 1));
        while (auto reply = reader.next()) replies.push_back(*reply);
    }
    EXPECT_FALSE(reader.is_broken());
    ASSERT_EQ(replies.size(), 5U);
    EXPECT_EQ(replies[0].text, "OK");
    EXPECT_EQ(replies[1].number, -7);
    EXPECT_EQ(replies[2].kind, Reply::Kind::nothing);
    EXPECT_EQ(replies[3].kind, Reply::Kind::error);
    EXPECT_EQ(replies[3].text, "OOM full");
    ASSERT_EQ(replies[4].list.size(), 2U);
    EXPECT_EQ(replies[4].list[0].text, "a");
}

TEST(Protocol, SaysWhereTheOtherSideIsNoRedis) {
    ReplyReader reader;
    reader.put("HTTP/1.1 400 Bad Request\r\n");
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.is_broken());
}

}  // namespace
}  // namespace redis

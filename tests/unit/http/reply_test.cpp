// The bytes of replies.
#include "http/reply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using http::Framing;
using http::reply_body;
using http::reply_head;
using http::ReplyForm;
using http::Response;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

constexpr std::string_view date = "Sat, 31 Jan 2026 08:00:00 GMT";

Response hello() {
    Response response;
    response.set("Content-Type", "text/plain");
    response.body = "hello";
    return response;
}

constexpr ReplyForm keep_alive = {.keep_alive = true};

TEST(Reply, IsStatusDateHeadersAndLength) {
    EXPECT_EQ(reply_head(hello(), keep_alive, date),
              "HTTP/1.1 200 OK\r\nDate: Sat, 31 Jan 2026 08:00:00 GMT\r\n"
              "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(reply_body(hello(), keep_alive), "hello");
}

TEST(Reply, TellsTheClientWhetherTheConnectionStays) {
    EXPECT_THAT(reply_head(hello(), {}, date), HasSubstr("\r\nConnection: close\r\n"));
    const ReplyForm old_client = {.is_http_1_0 = true, .keep_alive = true};
    EXPECT_THAT(reply_head(hello(), old_client, date), HasSubstr("\r\nConnection: keep-alive\r\n"));
}

TEST(Reply, ToHeadHasTheLengthButNotTheBody) {
    const ReplyForm head = {.is_head = true, .keep_alive = true};
    EXPECT_THAT(reply_head(hello(), head, date), HasSubstr("Content-Length: 5\r\n"));
    EXPECT_EQ(reply_body(hello(), head), "");
}

TEST(Reply, WithoutContentHasNeitherBodyNorLength) {
    for (const unsigned status : {204u, 304u}) {
        Response response = hello();
        response.status = status;
        EXPECT_THAT(reply_head(response, keep_alive, date), Not(HasSubstr("Content-Length")));
        EXPECT_EQ(reply_body(response, keep_alive), "");
    }
}

TEST(Reply, SendsASharedBodyInsteadOfItsOwn) {
    Response response = hello();
    response.shared_body = std::make_shared<const std::string>("shared one");
    EXPECT_THAT(reply_head(response, keep_alive, date), HasSubstr("Content-Length: 10\r\n"));
    EXPECT_EQ(reply_body(response, keep_alive).data(), response.shared_body->data())
        << "not a copy of it";
}

TEST(Reply, LetsNoValueBeginAHeaderOfItsOwn) {
    Response response;
    response.set("Location", std::string("/a\r\nSet-Cookie: b=c\0\x7f", 21));
    EXPECT_THAT(reply_head(response, keep_alive, date),
                HasSubstr("\r\nLocation: /a  Set-Cookie: b=c  \r\n"));
}

TEST(Reply, InPiecesHasNoLength) {
    const ReplyForm chunks = {.framing = Framing::chunks};
    EXPECT_THAT(reply_head(hello(), chunks, date), HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(reply_head(hello(), chunks, date), Not(HasSubstr("Content-Length")));
    const ReplyForm until_close = {.framing = Framing::end_of_connection, .is_http_1_0 = true};
    EXPECT_THAT(reply_head(hello(), until_close, date), Not(HasSubstr("Transfer-Encoding")));
    EXPECT_THAT(reply_head(hello(), until_close, date), Not(HasSubstr("Content-Length")));
    EXPECT_EQ(http::chunk_head(255), "ff\r\n");
}

TEST(Reply, IsDated) {
    http::HttpDate clock;
    EXPECT_THAT(std::string(clock.now()),
                MatchesRegex("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} "
                             "[0-9]{2}:[0-9]{2}:[0-9]{2} GMT"));
}

}  // namespace

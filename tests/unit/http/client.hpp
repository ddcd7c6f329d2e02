// A client that sends exactly the bytes that a test wants, and reads replies.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace test {

struct Reply {
    int status = 0;                              // 0: the connection ended before there was one
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    bool is_complete = false;  // the body is as long as the head says
};

class Client {
public:
    explicit Client(std::uint16_t port);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes);
    void end_sending();
    void close();

    // A reply without a body may still have a Content-Length: the one to HEAD.
    enum class Body { as_announced, none };
    Reply read_reply(Body body = Body::as_announced);
    // Sends a request, with what follows the request line given, and reads the reply.
    Reply ask(std::string_view request_line, std::string_view headers_and_body = "\r\n");

    // Exactly so many bytes, fewer only where the connection ended.
    std::string read_bytes(std::size_t count);
    // Everything up to the end of the connection.
    std::string read_rest();
    // The server has closed, or closes now, in good order and without another byte.
    bool is_closed();

private:
    std::string read_line();
    bool receive();  // more into unread_; false: nothing more comes

    int socket_ = -1;
    bool has_ended_ = false;  // and that was not a reset, and not five seconds of silence
    std::string unread_;
};

}  // namespace test

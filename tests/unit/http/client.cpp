// Blocking sockets; a read gives up after five seconds, so that a test fails and does not hang.
#include "client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"

namespace test {

Client::Client(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    timeval patience{};
    patience.tv_sec = 5;
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot connect");
    }
}

Client::~Client() {
    close();
}

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the server has closed; the test reads what it said
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void Client::end_sending() {
    shutdown(socket_, SHUT_WR);
}

void Client::close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

bool Client::receive() {
    std::array<char, 4096> buffer{};
    const auto received = recv(socket_, buffer.data(), buffer.size(), 0);
    has_ended_ = received == 0;
    if (received <= 0) return false;
    unread_.append(buffer.data(), static_cast<std::size_t>(received));
    return true;
}

std::string Client::read_bytes(std::size_t count) {
    while (unread_.size() < count && receive()) continue;
    std::string bytes = unread_.substr(0, count);
    unread_.erase(0, bytes.size());
    return bytes;
}

std::string Client::read_rest() {
    while (receive()) continue;
    return std::exchange(unread_, {});
}

bool Client::is_closed() {
    return unread_.empty() && !receive() && has_ended_;
}

std::string Client::read_line() {
    while (unread_.find("\r\n") == std::string::npos && receive()) continue;
    const auto end = unread_.find("\r\n");
    if (end == std::string::npos) return {};
    return read_bytes(end + 2).substr(0, end);
}

Reply Client::read_reply(Body body) {
    Reply reply;
    const std::string status_line = read_line();
    if (status_line.size() < 12) return reply;
    reply.status = std::stoi(status_line.substr(9, 3));
    for (std::string line = read_line(); !line.empty(); line = read_line()) {
        const auto colon = line.find(": ");
        reply.headers[base::lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    reply.is_complete = true;
    if (body == Body::none) return reply;

    if (const auto length = reply.headers.find("content-length"); length != reply.headers.end()) {
        const std::size_t count = std::stoul(length->second);
        reply.body = read_bytes(count);
        reply.is_complete = reply.body.size() == count;
    } else if (reply.headers.contains("transfer-encoding")) {
        std::string size = read_line();
        for (; !size.empty() && size != "0"; size = read_line()) {
            reply.body += read_bytes(std::stoul(size, nullptr, 16));
            read_line();
        }
        reply.is_complete = size == "0" && read_bytes(2) == "\r\n";
    } else if (reply.headers.contains("connection")) {
        reply.body = read_rest();
    }
    return reply;
}

Reply Client::ask(std::string_view request_line, std::string_view headers_and_body) {
    send(std::string(request_line) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers_and_body));
    return read_reply();
}

}  // namespace test

// One thread per connection; the destructor shuts all sockets, which ends every thread.
#include "raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "base/text.hpp"

namespace test {
namespace {

struct Listener {
    int socket = -1;
    std::uint16_t port = 0;
};

Listener bind_loopback() {
    Listener result;
    result.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (bind(result.socket, plain, size) != 0 || getsockname(result.socket, plain, &size) != 0) {
        throw std::runtime_error("cannot bind a loopback port");
    }
    result.port = ntohs(address.sin_port);
    return result;
}

// Whether the text begins with a whole request; its length is that of head and body.
std::optional<std::size_t> request_bytes(const std::string& text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return std::nullopt;
    std::size_t body = 0;
    const std::string head = base::lower(text.substr(0, end + 2));
    const std::string name = "\r\ncontent-length: ";
    if (const auto at = head.find(name); at != std::string::npos) {
        const auto begin = at + name.size();
        body = static_cast<std::size_t>(
            base::parse_integer(head.substr(begin, head.find("\r\n", begin) - begin)).value_or(0));
    }
    if (text.size() < end + 4 + body) return std::nullopt;
    return end + 4 + body;
}

}  // namespace

RawServer::RawServer(Answer answer) : answer_(std::move(answer)) {
    const Listener listener = bind_loopback();
    listener_ = listener.socket;
    port_ = listener.port;
    if (listen(listener_, 16) != 0) throw std::runtime_error("cannot listen");
    acceptor_ = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (const int connection : connections_) shutdown(connection, SHUT_RDWR);
    for (auto& thread : threads_) thread.join();
    for (const int connection : connections_) close(connection);
    close(listener_);
}

std::string RawServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<std::string> RawServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

int RawServer::connections() const {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(connections_.size());
}

void RawServer::accept_all() {
    for (;;) {
        const int connection = accept(listener_, nullptr, nullptr);
        if (connection < 0) return;
        const std::lock_guard lock(mutex_);
        connections_.push_back(connection);
        threads_.emplace_back([this, connection] { serve(connection); });
    }
}

void RawServer::serve(int connection) {
    std::string unread;
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto received = recv(connection, buffer.data(), buffer.size(), 0);
        if (received <= 0) return;
        unread.append(buffer.data(), static_cast<std::size_t>(received));
        const auto bytes = request_bytes(unread);
        if (!bytes) continue;
        const std::string request = unread.substr(0, *bytes);
        unread.erase(0, *bytes);
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
        }
        const auto answer = answer_(request);
        if (!answer) continue;
        send(connection, answer->data(), answer->size(), MSG_NOSIGNAL);
        if (answer->find("Connection: close") != std::string::npos) {
            shutdown(connection, SHUT_RDWR);
            return;
        }
    }
}

std::string reply(int status, const std::string& body, const std::string& headers) {
    return "HTTP/1.1 " + std::to_string(status) +
           " Status\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
           body;
}

std::uint16_t unused_port() {
    const Listener listener = bind_loopback();
    close(listener.socket);
    return listener.port;
}

}  // namespace test

// An HTTP server on a real socket that answers with exactly the bytes that a test wants.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace test {

class RawServer {
public:
    // Gives the bytes to answer a whole request with; nullopt: stays silent.
    using Answer = std::function<std::optional<std::string>(const std::string& request)>;

    explicit RawServer(Answer answer);
    ~RawServer();
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    std::string url(const std::string& path = "/") const;
    std::vector<std::string> requests() const;  // those that came, whole
    int connections() const;                    // how many were accepted

private:
    void accept_all();
    void serve(int connection);

    Answer answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::vector<int> connections_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

// A reply with the body and its length.
std::string reply(int status, const std::string& body, const std::string& headers = "");

// A port on which nothing listens: the port of a socket that was closed again.
std::uint16_t unused_port();

}  // namespace test

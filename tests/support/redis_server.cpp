// Starts redis-server and waits until it listens.
#include "support/redis_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace test_support {
namespace {

constexpr std::chrono::seconds start_max{20};

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

// The port of a socket that was closed again.
int free_port() {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool is_bound =
        bind(listener, generic, length) == 0 && getsockname(listener, generic, &length) == 0;
    close(listener);
    if (!is_bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

bool listens(int port) {
    const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool is_open =
        connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    close(connection);
    return is_open;
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> flags)
    : flags_(std::move(flags)), port_(free_port()) {
    start();
}

RedisServer::~RedisServer() {
    if (process_ > 0) kill();
}

redis::Address RedisServer::address() const {
    redis::Address address;
    address.host = "127.0.0.1";
    address.port = std::to_string(port_);
    return address;
}

void RedisServer::start() {
    std::vector<std::string> words = {
        "redis-server", "--port", std::to_string(port_), "--bind", "127.0.0.1",
        "--save",       "",       "--daemonize",         "no"};
    words.insert(words.end(), flags_.begin(), flags_.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const int failed =
        posix_spawnp(&process_, "redis-server", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("redis-server cannot be started; is it installed?");
    const auto give_up_at = std::chrono::steady_clock::now() + start_max;
    while (!listens(port_)) {
        if (std::chrono::steady_clock::now() > give_up_at) {
            throw std::runtime_error("redis-server does not listen");
        }
        std::this_thread::yield();
    }
}

void RedisServer::kill() {
    ::kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = -1;
}

void RedisServer::pause() const {
    ::kill(process_, SIGSTOP);
}

void RedisServer::resume() const {
    ::kill(process_, SIGCONT);
}

}  // namespace test_support

// The connection to Redis: commands go out in order, replies come back in the same order.
#include "redis/client.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <exception>
#include <random>
#include <unordered_map>
#include <utility>

#include "base/backoff.hpp"
#include "base/clock.hpp"
#include "obs/log.hpp"

namespace redis {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds connect_max{2};
// A connection without any answer for so long is dead, whatever TCP says.
constexpr std::chrono::seconds silence_max{1};
constexpr std::chrono::seconds refusals_logged_every{60};

// A command that was sent, and the coroutine that waits for its reply as long as `wake` runs.
struct Command {
    Command(const asio::any_io_executor& executor, SteadyTime its_start, SteadyTime deadline)
        : wake(executor, deadline), sent_at(its_start) {}

    asio::steady_timer wake;
    SteadyTime sent_at;
    std::optional<Reply> reply;
    bool is_over = false;  // the reply is there, or will never come
};

// The commands that open a connection.
std::vector<std::vector<std::string>> opening(const Address& address) {
    std::vector<std::vector<std::string>> commands;
    if (!address.password.empty()) {
        commands.push_back({"AUTH"});
        if (!address.user.empty()) commands.back().push_back(address.user);
        commands.back().push_back(address.password);
    }
    if (address.database != 0) {
        commands.push_back({"SELECT", std::to_string(address.database)});
    }
    commands.push_back({"PING"});
    return commands;
}

// A coroutine that keeps a connection alive ends with an exception only through a fault of the
// program.
void rethrow(std::exception_ptr fault) {
    if (fault) std::rethrow_exception(fault);
}

}  // namespace

// Coroutines that work on the state hold it, so it lives until the last of them has ended.
struct Client::State : std::enable_shared_from_this<Client::State> {
    State(asio::any_io_executor its_executor, ClientOptions its_options)
        : executor(std::move(its_executor)),
          options(std::move(its_options)),
          resolver(executor),
          socket(executor),
          connect_timer(executor),
          pause(executor),
          backoff(std::random_device{}()) {}

    static base::Task<std::optional<Reply>> run(std::shared_ptr<State> self,
                                                std::vector<std::string> words);
    static base::Task<void> keep_connected(std::shared_ptr<State> self);
    base::Task<std::string> open();
    base::Task<std::string> greet();
    base::Task<std::string> serve();
    base::Task<std::string> receive();

    bool is_up() const { return is_open && std::chrono::steady_clock::now() >= resting_until; }
    void send(std::string bytes);
    void flush();
    void take_replies();
    void note_late(const Command& command);
    void note_refusal(const Reply& reply);
    void close();
    void stop();

    asio::any_io_executor executor;
    ClientOptions options;
    tcp::resolver resolver;
    tcp::socket socket;
    asio::steady_timer connect_timer;
    asio::steady_timer pause;
    base::Backoff backoff;
    ReplyReader reader;
    std::array<char, 16 * 1024> input{};
    std::string outgoing;  // waits until `writing` has gone out
    std::string writing;
    std::deque<std::shared_ptr<Command>> commands;  // sent and not answered, oldest first
    std::unordered_map<std::string_view, std::string> script_hashes;  // by script
    SteadyTime resting_until;
    SteadyTime next_refusal_logged;
    bool is_open = false;
    bool is_slow = false;  // and the log knows it
    bool stopping = false;
};

base::Task<std::optional<Reply>> Client::State::run(std::shared_ptr<State> self,
                                                    std::vector<std::string> words) {
    if (!self->is_up() || self->commands.size() >= self->options.waiting_max) {
        co_return std::nullopt;
    }
    const SteadyTime now = std::chrono::steady_clock::now();
    const auto command =
        std::make_shared<Command>(self->executor, now, now + self->options.answer_max);
    self->commands.push_back(command);
    self->send(command_bytes(words));
    if (!command->is_over) co_await command->wake.async_wait(as_result);
    if (!command->is_over) {
        self->note_late(*command);
        co_return std::nullopt;
    }
    if (!command->reply) co_return std::nullopt;
    co_return std::move(command->reply);
}

base::Task<void> Client::State::keep_connected(std::shared_ptr<State> self) {
    bool is_news = true;  // only the first failure in a row is
    while (!self->stopping) {
        std::string lost = co_await self->open();
        if (lost.empty()) {
            obs::log(obs::Level::info, "redis_connected", {{"host", self->options.address.host}});
            is_news = true;
            lost = co_await self->serve();
        }
        self->close();
        if (self->stopping) break;
        obs::log(is_news ? obs::Level::warn : obs::Level::debug, "redis_away",
                 {{"host", self->options.address.host}, {"reason", lost}});
        is_news = false;
        self->pause.expires_after(self->backoff.next_pause());
        co_await self->pause.async_wait(as_result);
    }
}

// Connects and says who we are. The reason why not, or nothing.
base::Task<std::string> Client::State::open() {
    reader = ReplyReader();
    const auto give_up = [self = shared_from_this()](error_code cancelled) {
        if (cancelled) return;
        self->resolver.cancel();
        self->close();
    };
    connect_timer.expires_after(connect_max);
    connect_timer.async_wait(give_up);
    const auto [not_found, endpoints] =
        co_await resolver.async_resolve(options.address.host, options.address.port, as_result);
    if (not_found) co_return not_found.message();
    const bool is_late = connect_timer.expiry() <= std::chrono::steady_clock::now();
    if (stopping || is_late) co_return "no connection in time";
    const auto [not_connected, endpoint] =
        co_await asio::async_connect(socket, endpoints, as_result);
    if (not_connected) co_return not_connected.message();
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    std::string refused = co_await greet();
    connect_timer.cancel();
    if (refused.empty() && !socket.is_open()) refused = "no greeting in time";
    is_open = refused.empty();
    co_return refused;
}

base::Task<std::string> Client::State::greet() {
    const auto greetings = opening(options.address);
    std::string bytes;
    for (const auto& words : greetings) bytes += command_bytes(words);
    const auto [not_written, written] =
        co_await asio::async_write(socket, asio::buffer(bytes), as_result);
    if (not_written) co_return not_written.message();
    for (std::size_t answers = 0; answers < greetings.size();) {
        const auto reply = reader.next();
        if (reply && reply->kind == Reply::Kind::error) co_return reply->text;
        if (reply) {
            ++answers;
            continue;
        }
        std::string lost = co_await receive();
        if (!lost.empty()) co_return lost;
    }
    co_return "";
}

// Takes replies until the connection is lost; gives the reason.
base::Task<std::string> Client::State::serve() {
    std::string lost;
    while (lost.empty()) {
        lost = co_await receive();
        take_replies();
    }
    co_return lost;
}

base::Task<std::string> Client::State::receive() {
    const auto [lost, length] = co_await socket.async_read_some(asio::buffer(input), as_result);
    if (lost) co_return lost.message();
    reader.put(std::string_view(input.data(), length));
    co_return reader.is_broken() ? "what answers is no Redis" : "";
}

void Client::State::send(std::string bytes) {
    outgoing += bytes;
    if (writing.empty()) flush();
}

void Client::State::flush() {
    writing = std::exchange(outgoing, std::string());
    const auto written = [self = shared_from_this()](error_code failed, std::size_t) {
        self->writing.clear();
        if (failed && failed != asio::error::operation_aborted) self->close();
        if (self->is_open && !self->outgoing.empty()) self->flush();
    };
    asio::async_write(socket, asio::buffer(writing), written);
}

void Client::State::take_replies() {
    while (!commands.empty()) {
        auto reply = reader.next();
        if (!reply) return;
        const auto command = std::move(commands.front());
        commands.pop_front();
        if (std::chrono::steady_clock::now() - command->sent_at < options.answer_max) {
            backoff.reset();
            is_slow = false;
        }
        command->reply = std::move(*reply);
        command->is_over = true;
        command->wake.cancel();
    }
}

// The server is slow: it is left alone for a while, longer each time. Replies that come late are
// read and thrown away.
void Client::State::note_late(const Command& command) {
    const SteadyTime now = std::chrono::steady_clock::now();
    const bool is_silent = !commands.empty() && now - commands.front()->sent_at > silence_max;
    if (is_silent) return close();
    if (command.sent_at < resting_until) return;  // sent before the last one that was late
    resting_until = now + backoff.next_pause();
    if (!std::exchange(is_slow, true)) {
        obs::log(obs::Level::warn, "redis_slow", {{"host", options.address.host}});
    }
}

// A full server refuses what would take memory, and answers the rest.
void Client::State::note_refusal(const Reply& reply) {
    const SteadyTime now = std::chrono::steady_clock::now();
    if (now < next_refusal_logged) return;
    next_refusal_logged = now + refusals_logged_every;
    obs::log(obs::Level::warn, "redis_refused", {{"reason", reply.text}});
}

// Nobody waits any more; keep_connected() learns it from the socket.
void Client::State::close() {
    is_open = false;
    error_code ignored;
    socket.close(ignored);
    outgoing.clear();
    for (const auto& command : std::exchange(commands, {})) {
        command->is_over = true;
        command->wake.cancel();
    }
}

void Client::State::stop() {
    stopping = true;
    connect_timer.cancel();
    pause.cancel();
    resolver.cancel();
    close();
}

Client::Client(asio::any_io_executor executor, ClientOptions options)
    : state_(std::make_shared<State>(std::move(executor), std::move(options))) {}

Client::~Client() {
    state_->stop();
}

void Client::start() {
    asio::co_spawn(state_->executor, State::keep_connected(state_), rethrow);
}

void Client::stop() {
    state_->stop();
}

bool Client::is_up() const {
    return state_->is_up();
}

base::Task<std::optional<Reply>> Client::run(std::vector<std::string> words) {
    auto reply = co_await State::run(state_, std::move(words));
    if (!reply || reply->kind != Reply::Kind::error) co_return reply;
    state_->note_refusal(*reply);
    co_return std::nullopt;
}

base::Task<std::optional<std::string>> Client::get(std::string key) {
    std::vector<std::string> words = {"GET", std::move(key)};
    auto reply = co_await run(std::move(words));
    if (!reply || reply->kind != Reply::Kind::text) co_return std::nullopt;
    co_return std::move(reply->text);
}

base::Task<bool> Client::set(std::string key, std::string value, std::chrono::milliseconds lives) {
    std::vector<std::string> words = {"SET", std::move(key), std::move(value), "PX",
                                      std::to_string(lives.count())};
    const auto reply = co_await run(std::move(words));
    co_return reply.has_value();
}

base::Task<bool> Client::remove(std::vector<std::string> keys) {
    std::vector<std::string> words = {"DEL"};
    words.insert(words.end(), keys.begin(), keys.end());
    const auto reply = co_await run(std::move(words));
    co_return reply.has_value();
}

base::Task<std::optional<Reply>> Client::run_script(std::string_view script,
                                                    std::vector<std::string> keys,
                                                    std::vector<std::string> arguments) {
    // Twice: a server that was started anew or flushed its scripts knows none.
    for (int attempt = 0; attempt < 2; ++attempt) {
        std::string hash = state_->script_hashes[script];
        if (hash.empty()) {
            std::vector<std::string> load = {"SCRIPT", "LOAD", std::string(script)};
            auto loaded = co_await run(std::move(load));
            if (!loaded || loaded->kind != Reply::Kind::text) co_return std::nullopt;
            hash = std::move(loaded->text);
            state_->script_hashes[script] = hash;
        }
        std::vector<std::string> words = {"EVALSHA", hash, std::to_string(keys.size())};
        words.insert(words.end(), keys.begin(), keys.end());
        words.insert(words.end(), arguments.begin(), arguments.end());
        auto reply = co_await State::run(state_, std::move(words));
        if (!reply || reply->kind != Reply::Kind::error) co_return reply;
        state_->script_hashes.erase(script);
        if (reply->text.starts_with("NOSCRIPT")) continue;
        state_->note_refusal(*reply);
        co_return std::nullopt;
    }
    co_return std::nullopt;
}

}  // namespace redis

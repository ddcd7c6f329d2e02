// Making, starting and removing the throwaway PostgreSQL.
#include "support/postgres.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace test_support {
namespace {

constexpr std::chrono::seconds start_seconds_max{20};
constexpr std::chrono::seconds stop_seconds_max{20};

template <class T>
T value_or_throw(base::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().detail + " " + result.error().cause);
    return std::move(*result);
}

std::filesystem::path make_folder(const pg::Account& owner) {
    std::string name = (std::filesystem::temp_directory_path() / "bookingtms-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr ||
        chown(name.c_str(), owner.user_id, owner.group_id) != 0) {
        throw std::runtime_error("cannot make a temporary folder for PostgreSQL");
    }
    return name;
}

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Postgres::Postgres()
    : account_(value_or_throw(pg::server_account("", ""))),
      binaries_(value_or_throw(pg::find_binaries("", std::nullopt, ""))),
      folder_(make_folder(account_)) {
    log_ = open((folder_ / "log").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    create_cluster();
    start();
}

Postgres::~Postgres() {
    stop();
    close(log_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void Postgres::create_cluster() {
    pg::ChildOptions options;
    options.command = {binaries_.initdb.string(),
                       "--pgdata",
                       (folder_ / "data").string(),
                       "--username=postgres",
                       "--auth=trust",
                       "--encoding=UTF8",
                       "--locale=C",
                       "--no-sync",
                       "--no-instructions"};
    options.environment = {"LC_ALL=C", "TZ=UTC"};
    options.account = account_;
    const pg::Finished finished = value_or_throw(pg::run_to_end(options));
    if (finished.status != 0) throw std::runtime_error("initdb failed: " + finished.output);
}

void Postgres::start() {
    pg::ChildOptions options;
    options.command = {binaries_.postgres.string(),
                       "-D",
                       (folder_ / "data").string(),
                       "-c",
                       "listen_addresses=",
                       "-c",
                       "unix_socket_directories=" + folder_.string(),
                       "-c",
                       "fsync=off",
                       "-c",
                       "max_connections=40"};
    options.environment = {"LC_ALL=C", "TZ=UTC"};
    options.account = account_;
    options.output = log_;
    // SIGQUIT ends PostgreSQL at once and still lets it remove its shared memory.
    options.death_signal = SIGQUIT;
    server_.emplace(value_or_throw(pg::ChildProcess::start(options)));

    const auto give_up_at = std::chrono::steady_clock::now() + start_seconds_max;
    while (PQping(conninfo().c_str()) != PQPING_OK) {
        const bool ended = server_->wait(std::chrono::milliseconds(5)).has_value();
        if (ended || std::chrono::steady_clock::now() > give_up_at) {
            throw std::runtime_error("PostgreSQL did not start: " + contents(folder_ / "log"));
        }
    }
}

void Postgres::stop() {
    if (!server_) return;
    server_->signal(SIGINT);
    server_->wait(stop_seconds_max);
    server_.reset();
}

std::string Postgres::conninfo() const {
    return "host=" + folder_.string() + " user=postgres dbname=postgres";
}

Postgres& shared_postgres() {
    static Postgres postgres;
    return postgres;
}

}  // namespace test_support

// A throwaway PostgreSQL for tests: its own cluster in a temporary folder, reached through a Unix
// socket, gone with the object and also when the test program dies.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pg/account.hpp"
#include "pg/binaries.hpp"
#include "pg/child_process.hpp"

namespace test_support {

// Trades durability for speed (fsync off). Every step that fails throws std::runtime_error with
// what PostgreSQL printed.
class Postgres {
public:
    Postgres();
    ~Postgres();
    Postgres(const Postgres&) = delete;
    Postgres& operator=(const Postgres&) = delete;

    // For a connection as the superuser `postgres` to the database `postgres`.
    std::string conninfo() const;

    // Ends every connection at once, as `pg_ctl stop -m fast` does, and waits until the server is
    // gone.
    void stop();
    // Returns when the server takes connections.
    void start();

private:
    void create_cluster();

    pg::Account account_;
    pg::Binaries binaries_;
    std::filesystem::path folder_;
    int log_ = -1;  // file descriptor of what the server prints
    std::optional<pg::ChildProcess> server_;
};

// The one of this test program, made when it is first asked for.
Postgres& shared_postgres();

}  // namespace test_support

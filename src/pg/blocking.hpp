// A plain blocking connection for what runs alone before or beside the server: migrations, the
// command line, checks. Never used on an I/O thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "pg/query.hpp"

struct pg_conn;

namespace pg {

class BlockingConnection {
public:
    // Failure::unavailable with libpq's message where the server cannot be reached.
    static Outcome<BlockingConnection> open(const std::string& conninfo);

    // Several statements separated by ';', without parameters. One implicit transaction unless the
    // script says otherwise.
    Outcome<Rows> script(const std::string& sql);
    Outcome<Rows> query(const std::string& sql, const Params& params);

    int server_version() const;  // 150020 for 15.20

private:
    explicit BlockingConnection(std::shared_ptr<pg_conn> connection);
    std::shared_ptr<pg_conn> connection_;
};

}  // namespace pg

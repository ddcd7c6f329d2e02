// What a store call runs with: the database of this thread, whom the transaction speaks for, and
// until when somebody waits for it. Small, passed by value.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/task.hpp"
#include "base/trace.hpp"
#include "pg/lane.hpp"
#include "pg/query.hpp"
#include "pg/replicas.hpp"

namespace store {

// What a request waited for the database, of one thread.
struct DatabaseTime {
    std::chrono::steady_clock::duration taken{};
    int calls = 0;
};

// The lanes of one I/O thread.
struct Database {
    pg::Lane* read = nullptr;
    pg::Lane* write = nullptr;
    // Answers reads in place of `read`, where the request may be answered by a replica.
    pg::Replicas* replicas = nullptr;
    // Added up where the reply tells of it (Server-Timing), else null. Shared with what goes on
    // after the reply.
    std::shared_ptr<DatabaseTime> time;
};

// Adds the time until its end to that of the request.
class Stopwatch {
public:
    explicit Stopwatch(const Database& database)
        : time_(database.time), began_(time_ ? std::chrono::steady_clock::now() : Instant()) {}
    ~Stopwatch();
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;

private:
    using Instant = std::chrono::steady_clock::time_point;
    std::shared_ptr<DatabaseTime> time_;
    Instant began_;
};

// A database role with the claims of a request; both hold for one transaction.
struct Claims {
    std::string role;
    std::string json;
    // Of a visitor: the tenant is looked up once, when the transaction begins.
    std::optional<std::string> embed_key;
};

// The request that a transaction belongs to, for the audit trail, and its trace, for logs and calls
// to others. Values are valid UTF-8.
struct Request {
    std::string id;
    std::string address;  // of the client
    std::string agent;    // User-Agent
    base::Trace trace;
};

// A visitor, who is named by the embed key of the page they came through.
Claims visitor(const std::string& embed_key, const Request& request);

// A user in one sign-in, or an API key; whom the server has verified, or is about to ask about.
struct Identity {
    std::optional<base::Uuid> user_id;
    std::optional<base::Uuid> sign_in_id;
    std::optional<base::Uuid> api_key_id;
    // That the request works in. Nothing: the one that the user or key is of.
    std::optional<base::Uuid> organization_id;
};

Claims staff(const Identity& identity, const Request& request);

// A customer, who is named by the signed link of their booking: the server has checked it, and asks
// as the engine.
Claims customer(const Request& request);

// The program itself: background jobs and the command line.
Claims engine();

struct Context {
    Database database;
    Claims claims;
    base::Deadline deadline;
};

// Runs the statements as one transaction under the context's claims, read only. The rows of each
// statement, without those of the claims.
base::Task<base::Result<std::vector<pg::Rows>>> read(Context context, pg::Unit unit);

// The same where something changes.
base::Task<base::Result<std::vector<pg::Rows>>> write(Context context, pg::Unit unit);

// A unit that begins with the claims; add the statements.
pg::Unit unit_for(const Claims& claims);

// A failure of the database as the error that a client may see; the cause goes to the log.
base::Error to_error(const pg::Failure& failure);

}  // namespace store

// What a store call runs with: the database of this thread, whom the transaction speaks for, and
// until when somebody waits for it. Small, passed by value.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "pg/lane.hpp"
#include "pg/query.hpp"

namespace store {

// The lanes of one I/O thread.
struct Database {
    pg::Lane* read = nullptr;
    pg::Lane* write = nullptr;
};

// A database role with the claims of a request; both hold for one transaction.
struct Claims {
    std::string role;
    std::string json;
};

// A visitor, who is named by the embed key of the page they came through.
Claims visitor(const std::string& embed_key);

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

// Ownership of libpq's objects and what its messages say.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "pg/query.hpp"

namespace pg {

struct FinishConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using ConnectionHandle = std::unique_ptr<PGconn, FinishConnection>;

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

// libpq's words about the last thing that went wrong, the first line: the others are advice.
std::string error_message(const PGconn* connection);

// The server's error in this result. The message is the primary one: details can hold personal
// data.
Failure failure_of(const PGresult* result);

// Whether the connection ends with this error: severity FATAL or PANIC, or an error that libpq made
// up because the server is gone.
bool ends_connection(const PGresult* result);

}  // namespace pg

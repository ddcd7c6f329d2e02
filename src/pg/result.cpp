// What libpq's messages say.
#include "pg/result.hpp"

#include <string_view>

#include "base/text.hpp"

namespace pg {
namespace {

std::string field(const PGresult* result, int code) {
    const char* value = PQresultErrorField(result, code);
    return value == nullptr ? std::string() : std::string(value);
}

std::string first_line(std::string_view text) {
    text = base::trim(text);
    return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

std::string error_message(const PGconn* connection) {
    return first_line(PQerrorMessage(connection));
}

Failure failure_of(const PGresult* result) {
    Failure failure;
    failure.kind = Failure::Kind::refused;
    failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
    failure.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    failure.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (failure.message.empty()) failure.message = first_line(PQresultErrorMessage(result));
    failure.position = static_cast<int>(
        base::parse_integer(field(result, PG_DIAG_STATEMENT_POSITION)).value_or(0));
    return failure;
}

bool ends_connection(const PGresult* result) {
    const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity.empty() || severity == "FATAL" || severity == "PANIC";
}

}  // namespace pg

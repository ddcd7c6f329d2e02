// The blocking connection of migrations and the command line.
#include "pg/blocking.hpp"

#include <utility>

#include "pg/connection_parameters.hpp"
#include "pg/result.hpp"

namespace pg {
namespace {

constexpr const char* connect_seconds_max = "10";

tl::unexpected<Failure> failed(Failure::Kind kind, std::string message) {
    Failure failure;
    failure.kind = kind;
    failure.message = std::move(message);
    return tl::unexpected<Failure>(std::move(failure));
}

// Notices would go to stderr, in between the output of the command.
void drop_notice(void*, const PGresult*) {}

Outcome<Rows> rows_of(PGconn* connection, ResultHandle result) {
    switch (PQresultStatus(result.get())) {
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
        case PGRES_EMPTY_QUERY:
            return Rows(std::shared_ptr<const PGresult>(std::move(result)));
        case PGRES_FATAL_ERROR:
            break;
        default:
            return failed(Failure::Kind::refused, "COPY is not possible here");
    }
    if (result == nullptr || PQstatus(connection) == CONNECTION_BAD) {
        return failed(Failure::Kind::unknown, error_message(connection));
    }
    return tl::unexpected<Failure>(failure_of(result.get()));
}

}  // namespace

BlockingConnection::BlockingConnection(std::shared_ptr<PGconn> connection)
    : connection_(std::move(connection)) {}

Outcome<BlockingConnection> BlockingConnection::open(const std::string& conninfo) {
    auto parameters = ConnectionParameters::parse(conninfo);
    if (!parameters) return failed(Failure::Kind::unavailable, std::move(parameters.error()));
    parameters->add_formats();
    parameters->want_primary(false);
    parameters->set("application_name", "bookingtms");
    if (parameters->get("connect_timeout").empty()) {
        parameters->set("connect_timeout", connect_seconds_max);
    }
    const auto keywords = parameters->keywords();
    const auto values = parameters->values();
    ConnectionHandle connection(PQconnectdbParams(keywords.data(), values.data(), 0));
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        return failed(Failure::Kind::unavailable, error_message(connection.get()));
    }
    PQsetNoticeReceiver(connection.get(), &drop_notice, nullptr);
    return BlockingConnection(std::shared_ptr<PGconn>(std::move(connection)));
}

Outcome<Rows> BlockingConnection::script(const std::string& sql) {
    return rows_of(connection_.get(), ResultHandle(PQexec(connection_.get(), sql.c_str())));
}

Outcome<Rows> BlockingConnection::query(const std::string& sql, const Params& params) {
    std::vector<const char*> values;
    for (const auto& value : params.values()) values.push_back(value ? value->c_str() : nullptr);
    return rows_of(
        connection_.get(),
        ResultHandle(PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                                  nullptr, values.data(), nullptr, nullptr, 0)));
}

int BlockingConnection::server_version() const {
    return PQserverVersion(connection_.get());
}

}  // namespace pg

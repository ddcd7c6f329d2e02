// Units under claims, and what the failures of the database mean.
#include "store/context.hpp"

#include <boost/json.hpp>

#include "pg/sqlstate.hpp"
#include "store/queries.hpp"

namespace store {
namespace {

base::Result<std::vector<pg::Rows>> without_claims(pg::Outcome<std::vector<pg::Rows>> outcome) {
    if (!outcome) return base::fail(to_error(outcome.error()));
    outcome->erase(outcome->begin());
    return std::move(*outcome);
}

base::Error error_of(base::ErrorCode code, std::string detail, int retry_after_seconds) {
    base::Error error;
    error.code = code;
    error.detail = std::move(detail);
    error.retry_after_seconds = retry_after_seconds;
    return error;
}

base::Error refusal(const pg::Failure& failure) {
    if (pg::sqlstate::worth_retrying(failure.sqlstate)) {
        return error_of(base::ErrorCode::overloaded,
                        "Too many people want the same thing. Try again.", 1);
    }
    if (failure.sqlstate == pg::sqlstate::query_canceled) {
        return error_of(base::ErrorCode::deadline_exceeded,
                        "The database took too long. Nothing was changed.", 1);
    }
    if (failure.sqlstate == pg::sqlstate::disk_full) {
        return error_of(base::ErrorCode::database_unavailable,
                        "The database has no space left. Nothing was changed.", 5);
    }
    base::Error error;
    error.code = base::ErrorCode::internal;
    return error;
}

boost::json::object claims_of(const Request& request) {
    boost::json::object claims;
    if (!request.id.empty()) claims["request_id"] = request.id;
    if (!request.address.empty()) claims["address"] = request.address;
    if (!request.agent.empty()) claims["agent"] = request.agent;
    return claims;
}

}  // namespace

Stopwatch::~Stopwatch() {
    if (!time_) return;
    time_->taken += std::chrono::steady_clock::now() - began_;
    time_->calls += 1;
}

Claims visitor(const std::string& embed_key, const Request& request) {
    boost::json::object claims = claims_of(request);
    claims["embed_key"] = embed_key;
    Claims result;
    result.role = "anon";
    result.json = boost::json::serialize(claims);
    result.embed_key = embed_key;
    return result;
}

Claims staff(const Identity& identity, const Request& request) {
    boost::json::object claims = claims_of(request);
    const auto add = [&claims](std::string_view name, const std::optional<base::Uuid>& id) {
        if (id) claims[name] = base::to_string(*id);
    };
    add("user_id", identity.user_id);
    add("sign_in_id", identity.sign_in_id);
    add("api_key_id", identity.api_key_id);
    add("organization_id", identity.organization_id);
    Claims result;
    result.role = "authenticated";
    result.json = boost::json::serialize(claims);
    return result;
}

Claims customer(const Request& request) {
    boost::json::object claims = claims_of(request);
    claims["is_customer"] = true;
    Claims result;
    result.role = "bookingtms_engine";
    result.json = boost::json::serialize(claims);
    return result;
}

Claims engine() {
    Claims result;
    result.role = "bookingtms_engine";
    result.json = "{}";
    return result;
}

pg::Unit unit_for(const Claims& claims) {
    static const pg::Query& set_claims = query("set_claims");
    static const pg::Query& set_visitor_claims = query("set_visitor_claims");
    pg::Statement statement;
    statement.query = claims.embed_key ? &set_visitor_claims : &set_claims;
    statement.params.text(claims.role).text(claims.json);
    if (claims.embed_key) statement.params.text(*claims.embed_key);
    pg::Unit unit;
    unit.statements.push_back(std::move(statement));
    return unit;
}

base::Task<base::Result<std::vector<pg::Rows>>> read(Context context, pg::Unit unit) {
    const Stopwatch stopwatch(context.database);
    if (context.database.replicas) {
        auto replicated =
            co_await context.database.replicas->read(std::move(unit), context.deadline);
        co_return without_claims(std::move(replicated));
    }
    auto outcome = co_await context.database.read->run(std::move(unit), context.deadline);
    co_return without_claims(std::move(outcome));
}

base::Task<base::Result<std::vector<pg::Rows>>> write(Context context, pg::Unit unit) {
    const Stopwatch stopwatch(context.database);
    auto outcome = co_await context.database.write->run(std::move(unit), context.deadline);
    co_return without_claims(std::move(outcome));
}

base::Error to_error(const pg::Failure& failure) {
    base::Error error;
    switch (failure.kind) {
        case pg::Failure::Kind::refused:
            error = refusal(failure);
            break;
        case pg::Failure::Kind::overloaded:
            error = error_of(base::ErrorCode::overloaded, "The server is busy. Try again.", 1);
            break;
        case pg::Failure::Kind::unavailable:
            error = error_of(base::ErrorCode::database_unavailable,
                             "The database cannot be reached. Nothing was changed.", 2);
            break;
        case pg::Failure::Kind::deadline:
            error = error_of(base::ErrorCode::deadline_exceeded,
                             "There was no time left to do this. Nothing was changed.", 1);
            break;
        case pg::Failure::Kind::unknown:
            error =
                error_of(base::ErrorCode::database_unavailable,
                         "The answer of the database was lost. Repeat the request with the same "
                         "Idempotency-Key to learn what happened.",
                         2);
            break;
        case pg::Failure::Kind::stopped:
            error =
                error_of(base::ErrorCode::shutting_down, "This server is stopping. Try again.", 1);
            break;
    }
    error.cause = failure.sqlstate + " " + failure.constraint + " " + failure.message;
    return error;
}

}  // namespace store

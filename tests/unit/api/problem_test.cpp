// Errors as problem documents.
#include "api/problem.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace api {
namespace {

store::Request request_r1() {
    store::Request request;
    request.id = "r1";
    return request;
}

TEST(Problem, CarriesWhatTheContractPromises) {
    base::Error error;
    error.code = base::ErrorCode::insufficient_capacity;
    error.facts.emplace_back("capacity_remaining", 3);
    error.facts.emplace_back("version", 9);
    error.retry_after_seconds = 2;
    const http::Response response = problem(error, request_r1());
    EXPECT_EQ(response.status, 409u);
    const boost::json::object body = boost::json::parse(response.body).as_object();
    EXPECT_EQ(body.at("type").as_string(), "/docs#insufficient_capacity");
    EXPECT_EQ(body.at("status").as_int64(), 409);
    EXPECT_EQ(body.at("code").as_string(), "insufficient_capacity");
    EXPECT_EQ(body.at("request_id").as_string(), "r1");
    EXPECT_EQ(body.at("capacity_remaining").as_int64(), 3);
    EXPECT_EQ(body.at("version").as_int64(), 9);
    EXPECT_FALSE(body.contains("param"));
}

TEST(Problem, NeverSaysWhatIsOnlyForTheLog) {
    base::Error error;
    error.detail = "relation \"bookings\" does not exist";
    error.cause = "42P01 secret";
    const http::Response response = problem(error, request_r1());
    EXPECT_EQ(response.status, 500u);
    EXPECT_EQ(response.body.find("bookings"), std::string::npos);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST(Problem, OperatorsErrorsAreInternalToClients) {
    base::Error error;
    error.code = base::ErrorCode::migration_refused;
    const http::Response response = problem(error, request_r1());
    EXPECT_EQ(response.status, 500u);
    EXPECT_EQ(boost::json::parse(response.body).at("code").as_string(), "internal");
}

}  // namespace
}  // namespace api

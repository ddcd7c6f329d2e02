// What visitors read when something does not work out.
#include "pages/refusal.hpp"

#include <gtest/gtest.h>

namespace pages {
namespace {

TEST(Refusal, SaysHowManySeatsAreLeft) {
    auto error = error_of(base::ErrorCode::insufficient_capacity);
    EXPECT_EQ(words_for(error).text, "Nothing was booked. Choose another time.");
    error.facts = {{"capacity_remaining", 1}};
    EXPECT_EQ(words_for(error).text, "Only 1 seat is left at that time. Nothing was booked.");
    error.facts = {{"capacity_remaining", 3}};
    EXPECT_EQ(words_for(error).text, "Only 3 seats are left at that time. Nothing was booked.");
}

TEST(Refusal, SaysWhichPartyFits) {
    auto error = error_of(base::ErrorCode::invalid_spots);
    error.facts = {{"min_party", 2}, {"max_party", 6}};
    EXPECT_EQ(words_for(error).text, "It takes 2 to 6 people.");
}

TEST(Refusal, HasWordsForEveryErrorAndNamesNoInternals) {
    for (int code = 0; code <= static_cast<int>(base::ErrorCode::migration_refused); ++code) {
        auto error = error_of(static_cast<base::ErrorCode>(code));
        error.detail = "relation does not exist";
        error.cause = "connection refused";
        const Words words = words_for(error);
        EXPECT_FALSE(words.heading.empty()) << code;
        EXPECT_FALSE(words.text.empty()) << code;
        EXPECT_EQ((words.heading + words.text).find("relation"), std::string::npos) << code;
        EXPECT_EQ((words.heading + words.text).find("connection"), std::string::npos) << code;
    }
}

api::Call call_with(http::Method method) {
    api::Call call;
    call.request.method = method;
    call.context.request.id = "5f0c6f8be1b74a21";
    return call;
}

std::string header(const http::Response& response, std::string_view name) {
    std::string values;
    for (const http::Header& header : response.headers) {
        if (header.name == name) values += header.value;
    }
    return values;
}

TEST(Refusal, OfABusyServerSaysWhenToComeBack) {
    auto error = error_of(base::ErrorCode::overloaded);
    error.retry_after_seconds = 2;
    const auto response = refusal_page(call_with(http::Method::get), error);
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(header(response, "Retry-After"), "2");
    EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_NE(response.body.find("We are busy right now"), std::string::npos);
    EXPECT_NE(response.body.find("Try again</a>"), std::string::npos);
    EXPECT_NE(response.body.find("5f0c6f8be1b74a21"), std::string::npos);
}

TEST(Refusal, OfAFormHasNoLinkThatWouldLoseIt) {
    const auto response =
        refusal_page(call_with(http::Method::post), error_of(base::ErrorCode::internal));
    EXPECT_EQ(response.status, 500U);
    EXPECT_EQ(response.body.find("Try again</a>"), std::string::npos);
}

}  // namespace
}  // namespace pages

// Finding the route of a request.
#include "api/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace api {
namespace {

using http::Method;
using testing::ElementsAre;

base::Task<http::Response> nothing(Call) {
    co_return http::Response();
}

constexpr Route table[] = {
    {Method::get, "/book/{key}/{activity}", nothing, Origin::same, access::open},
    {Method::post, "/book/{key}/holds", nothing, Origin::same, access::open},
    {Method::get, "/v1/things/{id}", nothing, Origin::any, access::open},
    {Method::del, "/v1/things/{id}", nothing, Origin::any, access::open},
};

const Router router({std::span<const Route>(table)});

TEST(Router, GivesTheValuesOfParametersInOrder) {
    const auto match = router.find(Method::get, "/book/k1/a2");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->route, &table[0]);
    EXPECT_THAT(match->values, ElementsAre("k1", "a2"));
}

TEST(Router, ALiteralSegmentWinsOverAParameter) {
    const auto match = router.find(Method::post, "/book/k1/holds");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->route, &table[1]);
    // The path belongs to the literal, also for a method that only the other one knows.
    EXPECT_EQ(router.find(Method::get, "/book/k1/holds").error().code,
              base::ErrorCode::method_not_allowed);
}

TEST(Router, HeadFindsGet) {
    EXPECT_TRUE(router.find(Method::head, "/v1/things/7"));
}

TEST(Router, APathThatExistsWithOtherMethodsSaysWhich) {
    EXPECT_EQ(router.find(Method::put, "/v1/things/7").error().code,
              base::ErrorCode::method_not_allowed);
    EXPECT_EQ(router.allowed_methods("/v1/things/7"), "GET, HEAD, DELETE");
}

TEST(Router, WhatFitsNoRouteIsNotFound) {
    for (const char* path :
         {"/", "", "/v1", "/v1/things", "/v1/things/", "/v1/things/7/", "/V1/things/7"}) {
        const auto match = router.find(Method::get, path);
        ASSERT_FALSE(match) << path;
        EXPECT_EQ(match.error().code, base::ErrorCode::not_found) << path;
        EXPECT_EQ(router.allowed_methods(path), "") << path;
    }
}

TEST(Router, OnlyRoutesForAnySiteAreOpenToOthers) {
    EXPECT_TRUE(router.open_to_other_origins("/v1/things/7"));
    EXPECT_FALSE(router.open_to_other_origins("/book/k1/holds"));
}

}  // namespace
}  // namespace api

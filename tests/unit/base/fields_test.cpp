// Strict reading of JSON objects: which fault is named, and where.
#include "base/fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace base {
namespace {

struct Bad {
    const char* body;
    ErrorCode code;
    const char* param;
};

// A body with every kind of field.
std::optional<Error> read(const char* body) {
    const auto json = parse_json(body);
    if (!json) return json.error();
    Fields fields(*json, "");
    fields.uuid("id");
    fields.integer("count", 1, 10);
    fields.text("name", TextLimits{1, 5});
    fields.optional_email("email");
    fields.boolean_or("flag", false);
    return fields.finish();
}

TEST(Fields, ACompleteObjectHasNoFault) {
    EXPECT_EQ(read(R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":2.0,"name":" Ann ",
                       "email":null,"flag":true})"),
              std::nullopt);
}

TEST(Fields, TheFirstFaultIsNamedWithItsPlace) {
    const std::string id = R"("id":"0199a0c2-7f00-7000-8000-0000000000d1")";
    const Bad table[] = {
        {"", ErrorCode::malformed_json, ""},
        {"{", ErrorCode::malformed_json, ""},
        {"[]", ErrorCode::malformed_json, ""},
        {"{}", ErrorCode::missing_field, "/id"},
        {R"({"id":null})", ErrorCode::missing_field, "/id"},
        {R"({"id":7})", ErrorCode::invalid_field, "/id"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d"})", ErrorCode::invalid_field, "/id"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1"})", ErrorCode::missing_field, "/count"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":2.5})", ErrorCode::invalid_field,
         "/count"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":0})", ErrorCode::invalid_field,
         "/count"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":1e400})", ErrorCode::invalid_field,
         "/count"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":1,"name":"   "})",
         ErrorCode::invalid_field, "/name"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":1,"name":"abcdef"})",
         ErrorCode::invalid_field, "/name"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":1,"name":"a\u0000b"})",
         ErrorCode::invalid_field, "/name"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":1,"name":"a","email":"x"})",
         ErrorCode::invalid_field, "/email"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":1,"name":"a","flag":"yes"})",
         ErrorCode::invalid_field, "/flag"},
        {R"({"id":"0199a0c2-7f00-7000-8000-0000000000d1","count":1,"name":"a","b/~":1})",
         ErrorCode::unknown_field, "/b~1~0"},
    };
    for (const Bad& bad : table) {
        const auto fault = read(bad.body);
        ASSERT_TRUE(fault) << bad.body;
        EXPECT_EQ(to_string(fault->code), to_string(bad.code)) << bad.body;
        EXPECT_EQ(fault->param, bad.param) << bad.body;
    }
}

TEST(Fields, DepthIsBounded) {
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    EXPECT_FALSE(parse_json(deep));
}

TEST(Fields, AFaultInsideANestedObjectHasItsWholePointer) {
    const auto json = parse_json(R"({"customer":{"first_name":7}})");
    ASSERT_TRUE(json);
    Fields fields(*json, "");
    Fields customer(*fields.require("customer"), fields.pointer_to("customer"));
    customer.text("first_name", TextLimits{});
    ASSERT_TRUE(customer.finish());
    EXPECT_EQ(customer.finish()->param, "/customer/first_name");
}

TEST(Fields, ALongUnknownNameIsShortenedWithoutBreakingACharacter) {
    std::string name(63, 'x');
    const auto json = parse_json("{\"" + name + "ëë\":1}");
    ASSERT_TRUE(json);
    Fields fields(*json, "");
    EXPECT_EQ(fields.finish()->param, "/" + name);
}

}  // namespace
}  // namespace base

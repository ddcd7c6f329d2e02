// Reading what a form sends.
#include "pages/form.hpp"

#include <gtest/gtest.h>

namespace pages {
namespace {

http::Request post(const char* body,
                   const char* content_type = "application/x-www-form-urlencoded") {
    http::Request request;
    request.method = http::Method::post;
    request.headers = {{"content-type", content_type}};
    request.body = body;
    return request;
}

base::ErrorCode refusal(const http::Request& request) {
    const auto form = Form::read(request);
    return form ? base::ErrorCode::internal : form.error().code;
}

TEST(Form, DecodesWhatBrowsersEncode) {
    const auto form = Form::read(post("first_name=Zo%C3%AB+Ann&last_name=O%27Neil%26Co&phone="));
    ASSERT_TRUE(form);
    EXPECT_EQ(form->text("first_name"), "Zoë Ann");
    EXPECT_EQ(form->text("last_name"), "O'Neil&Co");
    EXPECT_EQ(form->text("phone"), "");
    EXPECT_EQ(form->text("email"), "");
}

TEST(Form, TakesTheMediaTypeInAnySpelling) {
    EXPECT_TRUE(Form::read(post("", "Application/X-WWW-Form-URLencoded ; charset=UTF-8")));
    EXPECT_EQ(refusal(post("{}", "application/json")), base::ErrorCode::unsupported_media_type);
    EXPECT_EQ(refusal(http::Request()), base::ErrorCode::unsupported_media_type);
}

TEST(Form, RefusesWhatNoBrowserSends) {
    for (const char* body :
         {"a=%", "a=%4", "a=%zz", "%gg=1", "a=%ff", "a=%c3%28", "a=%00", "a=#"}) {
        EXPECT_EQ(refusal(post(body)), base::ErrorCode::malformed_request) << body;
    }
}

TEST(Form, RefusesAFieldThatComesTwice) {
    const auto form = Form::read(post("party=1&session_id=x&party=2"));
    ASSERT_FALSE(form);
    EXPECT_EQ(form.error().code, base::ErrorCode::invalid_field);
    EXPECT_EQ(form.error().param, "party");
}

}  // namespace
}  // namespace pages

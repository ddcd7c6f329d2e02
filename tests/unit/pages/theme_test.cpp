// The colour of an organization, made readable.
#include "pages/theme.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace pages {
namespace {

TEST(Theme, KeepsAColourThatCanBeRead) {
    EXPECT_EQ(theme_css("#7c2d12"),
              ":root{--accent:#7c2d12;--on-accent:#ffffff}\n"
              "@media (prefers-color-scheme:dark)"
              "{:root{--accent:#b08170;--on-accent:#1c2026}}\n");
}

TEST(Theme, DarkensALightColourOnALightScreen) {
    const std::string css = theme_css("#ffd500");
    EXPECT_EQ(css.find("#ffd500"), css.rfind("#ffd500")) << css;
    EXPECT_GT(css.find("#ffd500"), css.find("dark")) << css;
}

TEST(Theme, EndsAtBlackAndWhiteForColoursThatHaveNoOther) {
    EXPECT_NE(theme_css("#ffffff").find("dark){:root{--accent:#ffffff"), std::string::npos);
    EXPECT_NE(theme_css("#000000").find(":root{--accent:#000000"), std::string::npos);
}

TEST(Theme, RefusesWhatIsNoColour) {
    EXPECT_THROW(theme_css("red"), std::logic_error);
}

}  // namespace
}  // namespace pages

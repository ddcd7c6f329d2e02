// Templates with values.
#include "pages/render.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace pages {
namespace {

boost::json::object notice(std::string heading) {
    boost::json::object values;
    values["notice"] = boost::json::object({{"heading", std::move(heading)}, {"text", "Text"}});
    return values;
}

TEST(Render, EscapesEveryCharacterThatMeansSomethingInHtml) {
    const std::string html = render("notice", notice("<a href=\"x\" title='y'>&amp;"));
    EXPECT_NE(html.find("<h2>&lt;a href=&quot;x&quot; title=&apos;y&apos;&gt;&amp;amp;</h2>"),
              std::string::npos)
        << html;
}

TEST(Render, TakesNoTemplateFromAValue) {
    const std::string html = render("notice", notice("{{text}} {{{text}}} {{> head}}"));
    EXPECT_NE(html.find("{{text}} {{{text}}} {{&gt; head}}"), std::string::npos) << html;
}

TEST(Render, LeavesOutASectionWhoseValueIsEmpty) {
    EXPECT_EQ(render("notice", {}).find("role=\"alert\""), std::string::npos);
    for (const boost::json::value& empty :
         {boost::json::value(nullptr), boost::json::value(false), boost::json::value(""),
          boost::json::value(boost::json::array())}) {
        boost::json::object values;
        values["notice"] = empty;
        EXPECT_EQ(render("notice", values).find("role=\"alert\""), std::string::npos) << empty;
    }
}

TEST(Render, RefusesATemplateThatIsNotThere) {
    EXPECT_THROW(render("nothing", {}), std::logic_error);
}

}  // namespace
}  // namespace pages

// The Markdown of openapi.yaml.
#include "pages/markdown.hpp"

#include <gtest/gtest.h>

namespace pages {
namespace {

TEST(Markdown, JoinsTheLinesOfAParagraph) {
    EXPECT_EQ(markdown_to_html("One\ntwo.\n\nThree."), "<p>One\ntwo.</p>\n<p>Three.</p>\n");
    EXPECT_EQ(markdown_to_html(""), "");
}

TEST(Markdown, MarksCodeStrongAndEmphasis) {
    EXPECT_EQ(markdown_to_html("`a*b*` **bold** *soft*"),
              "<p><code>a*b*</code> <strong>bold</strong> <em>soft</em></p>\n");
}

TEST(Markdown, LeavesMarksThatAreNotClosed) {
    EXPECT_EQ(markdown_to_html("2 * 3 `x **y"), "<p>2 * 3 `x **y</p>\n");
    EXPECT_EQ(markdown_to_html("``"), "<p>``</p>\n");
}

TEST(Markdown, ReadsHeadingsAndLists) {
    EXPECT_EQ(markdown_to_html("## Rules\n\n- one\n  more\n- two\n\n1. first\n2. second\n\nEnd"),
              "<h2>Rules</h2>\n<ul>\n<li>one\nmore</li>\n<li>two</li>\n</ul>\n<ol>\n"
              "<li>first</li>\n<li>second</li>\n</ol>\n<p>End</p>\n");
}

TEST(Markdown, EscapesHtml) {
    EXPECT_EQ(markdown_to_html("<b> & `<i>`"), "<p>&lt;b&gt; &amp; <code>&lt;i&gt;</code></p>\n");
}

}  // namespace
}  // namespace pages

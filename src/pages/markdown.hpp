// The part of Markdown in which openapi.yaml is written, as HTML.
#pragma once

#include <string>
#include <string_view>

namespace pages {

// Paragraphs, "## " headings (h2), "- " and "1. " lists, `code`, **strong** and *emphasis*.
// Everything else is text; all text is escaped.
std::string markdown_to_html(std::string_view text);

}  // namespace pages

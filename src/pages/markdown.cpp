// The part of Markdown in which openapi.yaml is written, as HTML.
#include "pages/markdown.hpp"

#include <cctype>
#include <vector>

#include "base/text.hpp"

namespace pages {
namespace {

void append_escaped(std::string& html, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            default:
                html += c;
        }
    }
}

// Takes `mark`text`mark` off the front of `rest` and writes it in `tag`. False: it does not stand
// there.
bool take_marked(std::string& html, std::string_view& rest, std::string_view mark,
                 std::string_view tag) {
    if (!rest.starts_with(mark) || rest.substr(mark.size()).starts_with(' ')) return false;
    const auto end = rest.find(mark, mark.size());
    if (end == std::string_view::npos || end == mark.size()) return false;
    html.append("<").append(tag).append(">");
    append_escaped(html, rest.substr(mark.size(), end - mark.size()));
    html.append("</").append(tag).append(">");
    rest.remove_prefix(end + mark.size());
    return true;
}

std::string inline_html(std::string_view text) {
    std::string html;
    while (!text.empty()) {
        if (take_marked(html, text, "`", "code") || take_marked(html, text, "**", "strong") ||
            take_marked(html, text, "*", "em")) {
            continue;
        }
        append_escaped(html, text.substr(0, 1));
        text.remove_prefix(1);
    }
    return html;
}

enum class Kind { blank, heading, bullet, number, plain };

struct Line {
    Kind kind = Kind::plain;
    std::string_view text;  // without its mark
};

Line read_line(std::string_view line) {
    const std::string_view text = base::trim(line);
    if (text.empty()) return {Kind::blank, text};
    if (text.starts_with("## ")) return {Kind::heading, text.substr(3)};
    if (text.starts_with("- ")) return {Kind::bullet, text.substr(2)};
    const auto digits = text.find_first_not_of("0123456789");
    if (digits != 0 && digits != text.npos && text.substr(digits).starts_with(". ")) {
        return {Kind::number, text.substr(digits + 2)};
    }
    return {Kind::plain, text};
}

// A paragraph, a heading, or one item of a list, with the lines that continue it.
struct Block {
    Kind kind = Kind::plain;
    std::string text;
};

std::vector<Block> read_blocks(std::string_view text) {
    std::vector<Block> blocks;
    bool continues = false;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const Line line = read_line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.kind == Kind::plain && continues) {
            blocks.back().text.append("\n").append(line.text);
        } else if (line.kind != Kind::blank) {
            blocks.push_back({line.kind, std::string(line.text)});
        }
        continues = line.kind != Kind::blank && line.kind != Kind::heading;
    }
    return blocks;
}

std::string_view list_tag(Kind kind) {
    if (kind == Kind::bullet) return "ul";
    return kind == Kind::number ? "ol" : "";
}

}  // namespace

std::string markdown_to_html(std::string_view text) {
    std::string html;
    std::string_view open_list;
    for (const Block& block : read_blocks(text)) {
        const std::string_view list = list_tag(block.kind);
        if (list != open_list) {
            if (!open_list.empty()) html.append("</").append(open_list).append(">\n");
            if (!list.empty()) html.append("<").append(list).append(">\n");
            open_list = list;
        }
        const std::string_view tag = !list.empty()                 ? "li"
                                     : block.kind == Kind::heading ? "h2"
                                                                   : "p";
        html.append("<").append(tag).append(">");
        html += inline_html(block.text);
        html.append("</").append(tag).append(">\n");
    }
    if (!open_list.empty()) html.append("</").append(open_list).append(">\n");
    return html;
}

}  // namespace pages

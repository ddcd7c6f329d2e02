// Splits sql/queries/*.sql at their `-- name: x :rows` lines.
#include "store/queries.hpp"

#include <map>
#include <stdexcept>

#include "base/embedded_file.hpp"
#include "base/text.hpp"

namespace store {
namespace {

constexpr std::string_view marker = "-- name: ";

void add_file(std::string_view content, std::map<std::string, pg::Query, std::less<>>& queries) {
    std::size_t at = content.find(marker);
    while (at != std::string_view::npos) {
        const std::size_t line_end = content.find('\n', at);
        const std::size_t next = content.find(marker, line_end);
        std::string_view name = content.substr(at + marker.size(), line_end - at - marker.size());
        name = name.substr(0, name.find(' '));
        pg::Query query;
        query.name = std::string(name);
        query.text = std::string(base::trim(content.substr(line_end, next - line_end)));
        if (!queries.emplace(query.name, query).second) {
            throw std::logic_error("two queries are named " + query.name);
        }
        at = next;
    }
}

const std::map<std::string, pg::Query, std::less<>>& all() {
    static const auto queries = [] {
        std::map<std::string, pg::Query, std::less<>> found;
        for (const base::EmbeddedFile& file : sql::files()) {
            if (file.path.starts_with("queries/")) add_file(file.content, found);
        }
        return found;
    }();
    return queries;
}

}  // namespace

const pg::Query& query(std::string_view name) {
    const auto found = all().find(name);
    if (found == all().end()) {
        throw std::logic_error("no query is named " + std::string(name));
    }
    return found->second;
}

}  // namespace store

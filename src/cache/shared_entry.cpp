// Entries to text and back.
#include "cache/shared_entry.hpp"

#include "base/text.hpp"

namespace cache {
namespace {

std::string microseconds(base::Instant instant) {
    return std::to_string(instant.time_since_epoch().count());
}

// The text up to the next space, which is taken off.
std::string_view take_word(std::string_view& line) {
    const std::size_t end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
    return word;
}

}  // namespace

std::string shared_entry_text(const Entry& entry) {
    std::string text = microseconds(entry.stamp.database_time);
    text += ' ' + microseconds(entry.made_at);
    text += ' ' + microseconds(entry.ends_at);
    text += ' ' + entry.etag;
    for (const std::uint32_t row : entry.rows) text += ' ' + std::to_string(row);
    text += '\n';
    text += entry.bytes;
    return text;
}

std::optional<Entry> read_shared_entry(std::string_view text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = text.substr(0, end);
    Entry entry;
    for (base::Instant* instant : {&entry.stamp.database_time, &entry.made_at, &entry.ends_at}) {
        const auto number = base::parse_integer(take_word(line));
        if (!number) return std::nullopt;
        *instant = base::Instant(std::chrono::microseconds(*number));
    }
    entry.etag = take_word(line);
    if (!entry.etag.starts_with('"')) return std::nullopt;
    while (!line.empty()) {
        const auto row = base::parse_integer(take_word(line));
        if (!row || *row < 0) return std::nullopt;
        entry.rows.push_back(static_cast<std::uint32_t>(*row));
    }
    entry.bytes = text.substr(end + 1);
    return entry;
}

}  // namespace cache

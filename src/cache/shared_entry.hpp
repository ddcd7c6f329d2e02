// An entry as it stands in Redis, for other nodes of the same version.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cache/store.hpp"

namespace cache {

// A line "read-at made-at ends-at etag row row ...", times in microseconds, then the bytes.
std::string shared_entry_text(const Entry& entry);

// The same back. Nothing for what is no entry, such as something that others wrote there.
std::optional<Entry> read_shared_entry(std::string_view text);

}  // namespace cache

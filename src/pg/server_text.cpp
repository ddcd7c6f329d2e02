// Reads what PostgreSQL's programs print when they fail.
#include "pg/server_text.hpp"

#include <algorithm>
#include <cstring>

namespace pg {

std::string last_complaint(const std::string& text) {
    std::string found;
    std::string last;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const auto end = std::min(text.find('\n', begin), text.size());
        const auto line = text.substr(begin, end - begin);
        begin = end + 1;
        for (const auto* word : {"PANIC: ", "FATAL: ", "initdb: error: "}) {
            const auto at = line.find(word);
            if (at != std::string::npos) found = line.substr(at + std::strlen(word));
        }
        if (!line.empty()) last = line;
    }
    const std::string& chosen = found.empty() ? last : found;
    return chosen.substr(std::min(chosen.find_first_not_of(' '), chosen.size()));
}

bool says_disk_full(const std::string& text) {
    return text.find("No space left on device") != std::string::npos;
}

bool says_still_in_use(const std::string& text) {
    return text.find("is still in use") != std::string::npos;
}

}  // namespace pg

// Reads what PostgreSQL's programs print when they fail.
#pragma once

#include <string>

namespace pg {

// The last line of `text` that tells why (FATAL, PANIC, initdb's error), without its time stamp;
// the last line at all where none does.
std::string last_complaint(const std::string& text);

bool says_disk_full(const std::string& text);

// Processes of a killed server that still hold its shared memory. They end by themselves soon.
bool says_still_in_use(const std::string& text);

}  // namespace pg

// SHA-256, for checksums and fingerprints.
#pragma once

#include <string>
#include <string_view>

namespace base {

// 64 lower-case hex characters.
std::string sha256_hex(std::string_view data);

}  // namespace base

// What every use of libsodium needs.
#pragma once

#include <string>
#include <string_view>

namespace crypto {

// Prepares libsodium once. Throws where the machine has no source of random bytes.
void require_sodium();

inline unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

inline const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace crypto

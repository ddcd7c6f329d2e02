// The one start of libsodium.
#include "crypto/sodium.hpp"

#include <sodium.h>

#include <stdexcept>

namespace crypto {

void require_sodium() {
    static const bool is_ready = sodium_init() >= 0;
    if (!is_ready) throw std::runtime_error("libsodium found no source of random bytes");
}

}  // namespace crypto

// Secrets that must be read again, such as those of second factors, sealed for the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/keys.hpp"

namespace crypto {

// XChaCha20-Poly1305 with a random nonce, as base64url. `context` is not in the text, but needed to
// open it: with the id of the row in it, a text that is moved to another row does not open.
std::string seal(const Key& key, std::string_view plaintext, std::string_view context);

// nullopt: no key opens it, it was changed, or it was sealed for another context.
std::optional<std::string> unseal(std::span<const Key> keys, std::string_view sealed,
                                  std::string_view context);

}  // namespace crypto

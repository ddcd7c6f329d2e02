// Texts that prove something: random secrets, keyed hashes, and how they are compared and written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/keys.hpp"

namespace crypto {

// HMAC with SHA-256 (RFC 2104): 32 bytes.
std::string hmac_sha256(const Key& key, std::string_view data);

// The same as 64 lower-case hex characters, to store and to look up.
std::string hmac_sha256_hex(const Key& key, std::string_view data);

// The same with a text as the key, of any length: secrets that are shared with others, whose
// programs take them as they are spelled.
std::string hmac_sha256_hex(std::string_view secret, std::string_view data);

// Takes as long for texts that differ at the beginning as for those that differ at the end. The
// length is no secret.
bool constant_time_equal(std::string_view left, std::string_view right);

// RFC 4648 section 5, without padding.
std::string base64url_encode(std::string_view bytes);

// Only what base64url_encode() writes: nullopt for padding, spaces, other characters, and for last
// bits that belong to no byte, so that two texts never mean the same bytes.
std::optional<std::string> base64url_decode(std::string_view text);

// So many bytes from the kernel's generator as base64url: 32 are a secret that nobody guesses.
std::string random_secret(std::size_t bytes);

}  // namespace crypto

// The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day
// the app is lost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace crypto {

// What every app assumes: SHA-1, 6 digits, a new code every 30 seconds.
inline constexpr unsigned totp_digits = 6;
inline constexpr std::chrono::seconds totp_step{30};

// 160 random bits as 32 characters of base 32 (RFC 4648), as people type them into an app.
std::string new_totp_secret();

// The address that an app reads from a QR code: "otpauth://totp/BookingTMS:ana%40example.com?...".
std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret);

// Which step this is the code of: the present one, the one before or the one after, counted from
// 1970. The caller refuses a step that is not later than the last one used. nullopt: none of them,
// not six digits, or no secret.
std::optional<std::int64_t> matching_totp_step(const std::string& secret, std::string_view code,
                                               base::Instant now);

// So many codes like "K7QX2-M9TBD", 50 random bits each, every one for one use. To be stored as
// hmac_sha256_hex(keys.totp().front(), code): 50 bits alone do not protect a plain hash.
std::vector<std::string> new_recovery_codes(int count);

// The spelling of new_recovery_codes() for what a person typed: any case, with or without the dash
// and spaces, O for 0 and I or L for 1. nullopt: cannot be such a code.
std::optional<std::string> normalize_recovery_code(std::string_view text);

}  // namespace crypto

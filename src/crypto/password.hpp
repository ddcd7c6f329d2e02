// Passwords: how they are kept (argon2id, docs/decisions/0021), and which are refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crypto {

// The least that OWASP recommends for argon2id: 19 MiB and 2 passes, one lane.
inline constexpr unsigned long long password_hash_passes = 2;
inline constexpr std::size_t password_hash_bytes = 19 * 1024 * 1024;

inline constexpr std::size_t password_characters_min = 12;  // code points
inline constexpr std::size_t password_bytes_max = 256;

// "$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>". Takes some hundredths of a second of one core and
// password_hash_bytes: only on the blocking pool or in a command. Throws where memory is short.
std::string hash_password(std::string_view password);

// As costly as hash_password(). False also for a hash that is none.
bool verify_password(const std::string& hash, std::string_view password);

// True where the hash was made with other parameters than ours are today; renewed at the next
// sign-in. True for a hash that is none.
bool needs_rehash(const std::string& hash);

// The hash of a random password that nobody knows: verified where an account does not exist, so
// that the answer takes as long. The first call makes it, as costly as hash_password().
const std::string& decoy_hash();

enum class PasswordFault {
    too_long,          // more than password_bytes_max
    not_text,          // not UTF-8, or with control characters
    too_short,         // fewer than password_characters_min
    pattern,           // runs along the alphabet, the numbers or the keyboard, or a repetition
    contains_account,  // what stands before the @ of the address, a word of the name, or our name
    common,            // in the list of common passwords, also two of them or with figures around
};

// "too_short", as in error replies.
std::string_view to_string(PasswordFault fault);

// What speaks against this password for the account with this email address and name (which may be
// empty); nothing, and it may be used. The first fault in the order above.
std::optional<PasswordFault> check_password(std::string_view password, std::string_view email,
                                            std::string_view name);

}  // namespace crypto

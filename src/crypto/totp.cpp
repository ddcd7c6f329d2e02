// Codes through liboath; the windows and spellings are ours.
#include "crypto/totp.hpp"

#include <liboath/oath.h>
#include <sodium.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "base/ids.hpp"
#include "crypto/sodium.hpp"
#include "crypto/token.hpp"

namespace crypto {
namespace {

constexpr std::size_t totp_secret_bytes = 20;  // as long as a hash of SHA-1 (RFC 4226, 4)

constexpr std::string_view recovery_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int recovery_half_characters = 5;
constexpr std::size_t recovery_characters = 10;

// liboath gives memory that the caller frees.
using OathText = std::unique_ptr<char, decltype(&std::free)>;

std::optional<std::string> base32_decode(const std::string& text) {
    char* made = nullptr;
    std::size_t size = 0;
    if (oath_base32_decode(text.data(), text.size(), &made, &size) != OATH_OK) return std::nullopt;
    const OathText bytes(made, &std::free);
    return std::string(bytes.get(), size);
}

// The code of this step.
std::optional<std::string> code_of(const std::string& secret, std::int64_t step) {
    std::array<char, totp_digits + 1> code{};  // liboath ends it with a zero
    const auto at = static_cast<std::time_t>(step * totp_step.count());
    const auto step_seconds = static_cast<unsigned>(totp_step.count());
    if (oath_totp_generate(secret.data(), secret.size(), at, step_seconds, 0, totp_digits,
                           code.data()) != OATH_OK) {
        return std::nullopt;
    }
    return std::string(code.data(), totp_digits);
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

// RFC 3986, 2.1. A "+" for a space would be shown as it is by some apps.
std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 15];
    }
    return encoded;
}

std::string with_dash(const std::string& characters) {
    return characters.substr(0, recovery_half_characters) + "-" +
           characters.substr(recovery_half_characters);
}

// The letter of Crockford's base 32 that this one is or is taken for; 0 for none.
char recovery_character(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    return recovery_alphabet.find(c) == std::string_view::npos ? '\0' : c;
}

}  // namespace

std::string new_totp_secret() {
    require_sodium();
    std::array<char, totp_secret_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    char* made = nullptr;
    std::size_t size = 0;
    if (oath_base32_encode(bytes.data(), bytes.size(), &made, &size) != OATH_OK) {
        throw std::runtime_error("no memory for the secret of a second factor");
    }
    const OathText text(made, &std::free);
    return std::string(text.get(), size);
}

std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret) {
    return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(account) +
           "?secret=" + percent_encoded(secret) + "&issuer=" + percent_encoded(issuer) +
           "&algorithm=SHA1&digits=" + std::to_string(totp_digits) +
           "&period=" + std::to_string(totp_step.count());
}

std::optional<std::int64_t> matching_totp_step(const std::string& secret, std::string_view code,
                                               base::Instant now) {
    const auto bytes = base32_decode(secret);
    if (!bytes || bytes->empty()) return std::nullopt;
    const std::int64_t present =
        std::chrono::floor<std::chrono::seconds>(now).time_since_epoch() / totp_step;
    for (const std::int64_t step : {present, present - 1, present + 1}) {
        if (step < 0) continue;
        const auto expected = code_of(*bytes, step);
        if (expected && constant_time_equal(*expected, code)) return step;
    }
    return std::nullopt;
}

std::vector<std::string> new_recovery_codes(int count) {
    std::vector<std::string> codes;
    for (int i = 0; i < count; ++i) {
        codes.push_back(with_dash(base::random_code(recovery_characters)));
    }
    return codes;
}

std::optional<std::string> normalize_recovery_code(std::string_view text) {
    std::string characters;
    for (const char typed : text) {
        if (typed == '-' || typed == ' ') continue;
        const char character = recovery_character(typed);
        if (character == '\0' || characters.size() == recovery_characters) return std::nullopt;
        characters += character;
    }
    if (characters.size() != recovery_characters) return std::nullopt;
    return with_dash(characters);
}

}  // namespace crypto

// Small questions about text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace base {

// Without spaces, tabs and line ends at both ends.
std::string_view trim(std::string_view text);

// ASCII letters lowered, everything else as it is.
std::string lower(std::string_view text);

// The parts between the separators, trimmed; empty ones are left out.
std::vector<std::string> split_list(std::string_view text, char separator = ',');

// Number of code points, or nullopt where the bytes are not valid UTF-8.
std::optional<std::size_t> utf8_length(std::string_view text);

// The beginning of valid UTF-8, at most so many bytes, without a character cut in two.
std::string_view beginning_of(std::string_view text, std::size_t bytes_max);

// The text with U+FFFD in the place of each byte that is not valid UTF-8.
std::string as_utf8(std::string_view text);

// True where a C0 control character or DEL occurs. Names and codes have none.
bool has_control_character(std::string_view text);

// The whole text as a decimal number. nullopt: not a number, or out of range.
std::optional<std::int64_t> parse_integer(std::string_view text);

// Trimmed and lowered; nullopt where it cannot be an address to which mail is sent. What is
// checked: one '@', a local part of up to 64 and a host name with a dot, 254 characters, no spaces.
std::optional<std::string> normalize_email(std::string_view text);

// Appends a number of zero or more with at least so many digits: 7 and 2 give "07". Lists of
// sessions write thousands of these, and printf took a third of their time
// (bench/cpu/instructions.sh).
void append_padded(std::string& text, std::int64_t number, std::size_t digits_min);

// "2026-03-29T01:30:00Z"; whole seconds, or with milliseconds where there are some.
std::string to_iso(Instant instant);

// Reads what PostgreSQL writes: "2026-03-29 01:30:00.123456+00", also with 'T' and "+00:00" or "Z".
// Only UTC. nullopt: something else, or a day or time that does not exist.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace base

// Every fixed limit of the program, the unit last. What operators may change is a setting
// (src/config/settings.cpp); what stands here is the same for everybody.
#pragma once

#include <chrono>
#include <cstddef>

namespace base {

// HTTP.
inline constexpr std::size_t header_bytes_max = 16 * 1024;
inline constexpr std::size_t body_bytes_max = 64 * 1024;
inline constexpr std::size_t target_characters_max = 4096;
inline constexpr std::chrono::seconds request_read_seconds_max{10};  // from first byte to last
inline constexpr std::chrono::seconds keep_alive_idle_seconds_max{60};
inline constexpr std::chrono::seconds response_write_seconds_max{20};
inline constexpr std::chrono::seconds request_seconds_max{10};  // deadline of a request's work
inline constexpr std::chrono::seconds shutdown_seconds_max{15};

// Rate limits: who can have used a part of their limit at once, each 16 bytes. More share limits
// (docs/decisions/0036-rate-limits.md).
inline constexpr std::size_t rate_limited_addresses_max = 262144;
inline constexpr std::size_t rate_limited_identities_max = 16384;

// The command line: one use case.
inline constexpr std::chrono::seconds command_seconds_max{60};

// JSON.
inline constexpr std::size_t json_depth_max = 32;
inline constexpr std::size_t field_name_shown_max = 64;

// Idempotency keys (docs/reference): printable ASCII.
inline constexpr std::size_t idempotency_key_characters_max = 255;

// Availability: as many venue-local days in one question.
inline constexpr int availability_days_max = 62;

// Lists.
inline constexpr int page_size = 20;
inline constexpr int page_size_max = 100;

// User-Agent, as far as the audit trail keeps it.
inline constexpr std::size_t agent_bytes_max = 256;

// Users.
inline constexpr std::size_t full_name_characters_max = 200;

// Customers.
inline constexpr std::size_t name_characters_max = 100;
inline constexpr std::size_t phone_characters_max = 32;

// What staff write down, and why they cancel.
inline constexpr std::size_t notes_characters_max = 2000;
inline constexpr std::size_t cancellation_reason_characters_max = 500;

// What is searched for in lists.
inline constexpr std::size_t search_characters_min = 2;
inline constexpr std::size_t search_characters_max = 100;

// Holds: seats one hold may take at most, whatever the session has.
inline constexpr int spots_max = 1000;

}  // namespace base

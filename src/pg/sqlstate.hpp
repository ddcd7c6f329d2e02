// The SQLSTATEs that the program treats, by name (PostgreSQL manual, appendix A).
#pragma once

#include <string_view>

namespace pg::sqlstate {

inline constexpr std::string_view read_only_sql_transaction = "25006";
inline constexpr std::string_view unique_violation = "23505";
inline constexpr std::string_view check_violation = "23514";
inline constexpr std::string_view serialization_failure = "40001";
inline constexpr std::string_view deadlock_detected = "40P01";
inline constexpr std::string_view insufficient_privilege = "42501";
inline constexpr std::string_view disk_full = "53100";
inline constexpr std::string_view too_many_connections = "53300";
inline constexpr std::string_view lock_not_available = "55P03";
inline constexpr std::string_view query_canceled = "57014";
inline constexpr std::string_view admin_shutdown = "57P01";
inline constexpr std::string_view crash_shutdown = "57P02";
inline constexpr std::string_view cannot_connect_now = "57P03";

// Whether the same unit can succeed when it is sent again a moment later: what stood in its way was
// another transaction or a server that comes and goes, not the unit itself. A statement that ran
// into statement_timeout (query_canceled) and a full disk are not in this list: to repeat them adds
// load where there is already too much.
bool worth_retrying(std::string_view sqlstate);

}  // namespace pg::sqlstate

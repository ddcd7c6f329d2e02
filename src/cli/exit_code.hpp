// How the program ends, for scripts and service managers.
#pragma once

namespace cli {

inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;  // the work could not be done; stderr says why
inline constexpr int exit_usage = 2;    // the command line or a setting is wrong; stderr says which
inline constexpr int exit_forced = 130;  // stopped at once by a second Ctrl-C

}  // namespace cli

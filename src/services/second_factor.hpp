// The second factor of the signed-in user: codes of an app, and recovery codes.
#pragma once

#include <string>
#include <vector>

#include "services/credentials.hpp"
#include "services/staff.hpp"

namespace services {

struct NewSecondFactor {
    std::string secret;  // to type into an app
    std::string uri;     // the same to scan
};

// A secret that counts once a code of it was confirmed; starting anew replaces one that never was.
// The refusals of check_password_again() | second_factor_exists.
base::Task<base::Result<NewSecondFactor>> start_second_factor(Context context, Staff staff,
                                                              std::string password);

// The first code. Gives the recovery codes, which nobody sees again; the user's other sign-ins end.
// permission_denied | too_many_attempts | second_factor_exists | second_factor_missing |
// second_factor_invalid.
base::Task<base::Result<std::vector<std::string>>> confirm_second_factor(Context context,
                                                                         Staff staff,
                                                                         std::string code);

// The refusals of check_password_again() | second_factor_missing | second_factor_required |
// second_factor_invalid.
base::Task<base::Result<void>> remove_second_factor(Context context, Staff staff,
                                                    std::string password, TypedFactor factor);
// Gives the new ones; the old ones are worth nothing any more. Refusals as above.
base::Task<base::Result<std::vector<std::string>>> renew_recovery_codes(Context context,
                                                                        Staff staff,
                                                                        std::string password,
                                                                        TypedFactor factor);

}  // namespace services

// The users of an organization, how they come in, and how they get back in.
#pragma once

#include <optional>
#include <string>

#include "services/credentials.hpp"
#include "services/staff.hpp"
#include "store/people.hpp"

namespace services {

// permission_denied where a key asks | precondition_failed.
base::Task<base::Result<store::Outcome>> read_me(Context context, Staff staff);
base::Task<base::Result<store::Outcome>> update_me(Context context, Staff staff,
                                                   std::int64_t expected_version,
                                                   std::optional<std::string> full_name,
                                                   std::optional<std::string> phone);

base::Task<base::Result<store::Outcome>> list_users(Context context, Staff staff, int limit,
                                                    std::optional<base::Uuid> starting_after);
// user_not_found.
base::Task<base::Result<store::Outcome>> read_user(Context context, Staff staff, base::Uuid id);

struct UserInput {
    std::string email;
    std::string full_name;
    std::string role;
};

// Makes an invited user and the mail that invites them. The refusals of store::create_user().
base::Task<base::Result<store::Outcome>> invite_user(Context context, Staff staff, UserInput input,
                                                     store::Idempotency idempotency);
// The refusals of the functions of the same name in store/people.hpp.
base::Task<base::Result<store::Outcome>> invite_again(Context context, Staff staff, base::Uuid id);
base::Task<base::Result<store::Outcome>> update_user(Context context, Staff staff, base::Uuid id,
                                                     std::int64_t expected_version,
                                                     store::UserChange change);
base::Task<base::Result<store::Outcome>> delete_user(Context context, Staff staff, base::Uuid id);

// The invited user chooses a password. Gives the email address to sign in with. link_invalid |
// password_too_weak at `/password`.
base::Task<base::Result<std::string>> accept_invitation(Context context, std::string token,
                                                        std::optional<std::string> full_name,
                                                        std::string password);

// Asks for a mail with a link; says nothing about whether there is such an account.
// too_many_attempts.
base::Task<base::Result<void>> forgot_password(Context context, std::string email);
// A new password by that link; every sign-in ends. Gives the email address. link_invalid |
// password_too_weak at `/new_password`.
base::Task<base::Result<std::string>> reset_password(Context context, std::string token,
                                                     std::string new_password);

}  // namespace services

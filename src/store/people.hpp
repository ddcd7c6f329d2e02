// The users of an organization, and links by which they come in. sql/functions/62_people.sql.
#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

// The signed-in user. permission_denied (a key) | precondition_failed.
base::Task<base::Result<Outcome>> read_me(Context context);
base::Task<base::Result<Outcome>> update_me(Context context, std::int64_t expected_version,
                                            std::optional<std::string> full_name,
                                            std::optional<std::string> phone);

// permission_denied; user_not_found.
base::Task<base::Result<Outcome>> list_users(Context context, int limit,
                                             std::optional<base::Uuid> starting_after);
base::Task<base::Result<Outcome>> read_user(Context context, base::Uuid id);

struct NewUser {
    base::Uuid id;
    std::string email;  // normalized
    std::string full_name;
    std::string role;    // one of user_role
    base::Uuid link_id;  // of the invitation
};

// permission_denied | idempotency_key_reused | not_grantable | already_exists.
base::Task<base::Result<Outcome>> create_user(Context context, NewUser user,
                                              Idempotency idempotency);

// What is nothing stays as it is; an empty phone is taken away.
struct UserChange {
    std::optional<std::string> role;
    std::optional<bool> is_active;
    std::optional<std::string> full_name;
    std::optional<std::string> phone;
};

// All: permission_denied | user_not_found | not_grantable. precondition_failed | last_owner.
base::Task<base::Result<Outcome>> update_user(Context context, base::Uuid id,
                                              std::int64_t expected_version, UserChange change);
// invalid_transition.
base::Task<base::Result<Outcome>> invite_again(Context context, base::Uuid id, base::Uuid link_id);
// invalid_transition | last_owner.
base::Task<base::Result<Outcome>> delete_user(Context context, base::Uuid id);

// Links whose signature was right. link_invalid where they were used or have ended.
base::Task<base::Result<Outcome>> read_link(Context context, base::Uuid organization_id,
                                            base::Uuid link_id, std::string purpose);
base::Task<base::Result<Outcome>> accept_invitation(Context context, base::Uuid organization_id,
                                                    base::Uuid link_id,
                                                    std::optional<std::string> full_name,
                                                    std::string password_hash);
base::Task<base::Result<Outcome>> reset_password(Context context, base::Uuid organization_id,
                                                 base::Uuid link_id, std::string password_hash);

// For the engine. already_exists.
base::Task<base::Result<Outcome>> create_platform_admin(Context context, base::Uuid id,
                                                        std::string email, std::string full_name,
                                                        base::Uuid link_id);

}  // namespace store

// Who works in an organization: a signed-in user or an API key, as the database knows them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/context.hpp"

namespace services {

struct Staff {
    std::optional<base::Uuid> user_id;
    std::optional<base::Uuid> sign_in_id;
    std::optional<base::Uuid> api_key_id;
    base::Uuid organization_id;  // that the request works in
    bool is_platform_admin = false;
    bool is_abroad = false;  // a platform admin in an organization of somebody else
    // Their organization asks for a second factor that they do not have yet: they have no
    // permissions.
    bool needs_second_factor = false;
    bool is_suspended = false;   // the organization
    bool is_admin = false;       // of the organization or of the platform, by role
    int api_key_rate_limit = 0;  // of a key, requests a minute
    std::vector<std::string> permissions;

    bool may(std::string_view permission) const;
};

// The store's view of a request of theirs: every transaction runs with their rights.
store::Context as_staff(const Context& context, const Staff& staff);

// The store's view of a request of somebody who is not known yet.
store::Context as_nobody(const Context& context);

// What an access token says, after its signature was checked (crypto/jwt.hpp).
struct SignIn {
    base::Uuid user_id;
    base::Uuid sign_in_id;
};

// The user of a sign-in, if both still stand. A platform admin may name another organization to
// work in. unauthenticated | organization_not_found.
base::Task<base::Result<Staff>> identify_user(Context context, SignIn sign_in,
                                              std::optional<base::Uuid> organization_id);

// What a browser must send with every change beside the cookies of this sign-in.
std::string csrf_token_of(const crypto::Keys& keys, const base::Uuid& sign_in_id);

// True for what has the form of a key: "btms_live_..." or "btms_test_...".
bool looks_like_api_key(std::string_view token);

// The key with this text, used from the context's address. Notes its use, at most once a minute.
// unauthenticated | api_key_expired | api_key_revoked | address_not_allowed |
// organization_suspended.
base::Task<base::Result<Staff>> identify_api_key(Context context, std::string key);

// Notes in the audit trail that somebody was refused at this place ("POST /v1/venues").
base::Task<base::Result<void>> note_refusal(Context context, Staff staff, std::string place);

// Notes in the trail of an organization that a platform admin works in it.
base::Task<base::Result<void>> note_platform_access(Context context, Staff staff,
                                                    std::string place);

}  // namespace services

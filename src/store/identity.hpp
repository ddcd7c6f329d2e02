// Who a request comes from. sql/functions/06_access.sql, sql/functions/48_api_keys.sql.
#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"

namespace store {

struct CurrentUser {
    base::Uuid organization_id;  // that the request works in
    std::string organization_status;
    bool is_platform_admin = false;
    bool is_abroad = false;  // works in another organization than their own
    bool needs_second_factor = false;
    std::string role;  // "org-admin", as the database spells it
    std::vector<std::string> permissions;
};

// The user of the context's claims. unauthenticated | organization_not_found.
base::Task<base::Result<CurrentUser>> who_am_i(Context context);

struct ApiKeyIdentity {
    std::string key_hash;  // SHA-256 of the whole key, hex; to be compared in constant time
    base::Uuid api_key_id;
    base::Uuid organization_id;
    std::string organization_status;
    std::vector<std::string> scopes;
    int rate_limit = 0;  // requests a minute
    bool expired = false;
    bool revoked = false;
    bool address_allowed = false;
    bool touch_due = false;  // its last use was noted more than a minute ago
};

// The key with this public id. unauthenticated where there is none.
base::Task<base::Result<ApiKeyIdentity>> identify_api_key(Context context, std::string public_id,
                                                          std::string address);

// Notes that the key of the context's claims was used from here.
base::Task<base::Result<void>> touch_api_key(Context context, std::string address);

// Notes an event in the audit trail, in the name of who asks: access.refused, platform.accessed.
// `details` is a JSON object. permission_denied for other events.
base::Task<base::Result<void>> log_event(Context context, std::string action, std::string resource,
                                         std::string details);

}  // namespace store

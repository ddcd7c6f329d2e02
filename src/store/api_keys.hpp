// API keys of an organization. sql/functions/48_api_keys.sql. Whole keys never come here, only
// their hashes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

// What the database keeps of a key: the part of it that is no secret, and the SHA-256 of the whole.
struct ApiKeySecret {
    std::string public_id;
    std::string key_hash;
};

struct NewApiKey {
    base::Uuid id;
    std::string name;
    std::string environment;  // "live" or "test"
    ApiKeySecret secret;
    std::vector<std::string> scopes;
    int rate_limit = 1000;                    // requests a minute
    std::optional<base::Instant> expires_at;  // nothing: never
    std::vector<std::string> networks;        // CIDR; none: from anywhere
};

// What is nothing stays as it is.
struct ApiKeyChange {
    std::optional<std::string> name;
    std::optional<std::int64_t> rate_limit;
    std::optional<std::vector<std::string>> networks;
};

struct ApiKeyRotation {
    base::Uuid id;  // of the old key
    base::Uuid successor_id;
    ApiKeySecret secret;  // of the successor
    std::int64_t overlap_seconds = 0;
};

base::Task<base::Result<Outcome>> list_api_keys(Context context, int limit,
                                                std::optional<base::Uuid> starting_after);

// api_key_not_found.
base::Task<base::Result<Outcome>> read_api_key(Context context, base::Uuid id);

// permission_denied | idempotency_key_reused | invalid_field (a scope) | not_grantable.
base::Task<base::Result<Outcome>> create_api_key(Context context, NewApiKey api_key,
                                                 Idempotency idempotency);

// permission_denied | api_key_not_found | precondition_failed | invalid_transition.
base::Task<base::Result<Outcome>> update_api_key(Context context, base::Uuid id,
                                                 std::int64_t expected_version,
                                                 ApiKeyChange change);

// permission_denied | idempotency_key_reused | api_key_not_found | invalid_transition |
// not_grantable.
base::Task<base::Result<Outcome>> rotate_api_key(Context context, ApiKeyRotation rotation,
                                                 Idempotency idempotency);

// permission_denied | idempotency_key_reused | api_key_not_found.
base::Task<base::Result<Outcome>> revoke_api_key(Context context, base::Uuid id,
                                                 Idempotency idempotency);

// For the engine, in the name of an operator. organization_not_found | invalid_field (a scope).
base::Task<base::Result<Outcome>> operator_create_api_key(Context context, std::string slug,
                                                          NewApiKey api_key);
// organization_not_found.
base::Task<base::Result<Outcome>> operator_list_api_keys(Context context, std::string slug);
// api_key_not_found.
base::Task<base::Result<Outcome>> operator_revoke_api_key(Context context, base::Uuid id);

}  // namespace store

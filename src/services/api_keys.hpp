// API keys of an organization: made, edited, rotated, revoked. A key is "btms_live_" or
// "btms_test_", a public id, "_" and a secret; it is told once, when it is made.
#pragma once

#include "services/staff.hpp"
#include "store/api_keys.hpp"

namespace services {

struct ApiKeyInput {
    std::string name;
    std::string environment;  // "live" or "test"
    std::vector<std::string> scopes;
    std::optional<std::int64_t> rate_limit;   // requests a minute, 1000 unless given
    std::optional<base::Instant> expires_at;  // nothing: never
    std::vector<std::string> networks;        // CIDR; none: from anywhere
};

base::Task<base::Result<store::Outcome>> list_api_keys(Context context, Staff staff, int limit,
                                                       std::optional<base::Uuid> starting_after);

// api_key_not_found.
base::Task<base::Result<store::Outcome>> read_api_key(Context context, Staff staff, base::Uuid id);

// The document of the new key, with the whole key as `key`; null in a replay, because nobody keeps
// it. invalid_field (/expires_at, /scopes/0) | idempotency_key_reused | not_grantable.
base::Task<base::Result<store::Outcome>> create_api_key(Context context, Staff staff,
                                                        ApiKeyInput input,
                                                        store::Idempotency idempotency);

// api_key_not_found | precondition_failed | invalid_transition.
base::Task<base::Result<store::Outcome>> update_api_key(Context context, Staff staff, base::Uuid id,
                                                        std::int64_t expected_version,
                                                        store::ApiKeyChange change);

// The document of the successor, with the whole key as create_api_key() gives it. The old key lives
// for the overlap. idempotency_key_reused | api_key_not_found | invalid_transition | not_grantable.
base::Task<base::Result<store::Outcome>> rotate_api_key(Context context, Staff staff, base::Uuid id,
                                                        std::int64_t overlap_seconds,
                                                        store::Idempotency idempotency);

// idempotency_key_reused | api_key_not_found.
base::Task<base::Result<store::Outcome>> revoke_api_key(Context context, Staff staff, base::Uuid id,
                                                        store::Idempotency idempotency);

// In the name of an operator: a live key without limits of time and place for the organization
// with this slug. organization_not_found | invalid_field.
base::Task<base::Result<store::Outcome>> operator_create_api_key(Context context, std::string slug,
                                                                 std::string name,
                                                                 std::vector<std::string> scopes);

// All keys of the organization with this slug. organization_not_found.
base::Task<base::Result<store::Outcome>> operator_list_api_keys(Context context, std::string slug);

// api_key_not_found.
base::Task<base::Result<store::Outcome>> operator_revoke_api_key(Context context, base::Uuid id);

}  // namespace services

// Finding out who asks.
#include "services/staff.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "crypto/token.hpp"
#include "obs/log.hpp"
#include "outbound/stripe.hpp"
#include "store/identity.hpp"

namespace services {
namespace {

// "btms_live_" or "btms_test_", the public id, "_", the secret.
constexpr std::string_view test_prefix = "btms_test_";
constexpr std::string_view prefixes[] = {"btms_live_", test_prefix};
constexpr std::size_t public_id_characters = 16;
constexpr std::size_t secret_characters = 43;  // 32 bytes in base64url

// The use of a key is noted beside the request: where that fails the request goes on.
base::Task<void> note_use(Context context, Staff staff) {
    const auto touched =
        co_await store::touch_api_key(as_staff(context, staff), context.request.address);
    if (!touched) {
        obs::log(obs::Level::warn, "api_key_use_not_noted",
                 {{"trace_id", context.request.trace.id}, {"cause", touched.error().cause}});
    }
}

std::optional<base::ErrorCode> refusal_of(const store::ApiKeyIdentity& key) {
    if (key.revoked) return base::ErrorCode::api_key_revoked;
    if (key.expired) return base::ErrorCode::api_key_expired;
    if (key.organization_status == "deleted") return base::ErrorCode::unauthenticated;
    if (key.organization_status == "suspended") return base::ErrorCode::organization_suspended;
    if (!key.address_allowed) return base::ErrorCode::address_not_allowed;
    return std::nullopt;
}

// Of the roles in sql/migrations/0003_people_and_keys.sql, all but manager and staff.
bool is_admin_role(std::string_view role) {
    return role == "platform-admin" || role == "super-admin" || role == "org-admin" ||
           role == "admin";
}

}  // namespace

bool Staff::may(std::string_view permission) const {
    return std::find(permissions.begin(), permissions.end(), permission) != permissions.end();
}

store::Context as_nobody(const Context& context) {
    store::Context result;
    result.database = context.database;
    result.claims = store::staff(store::Identity(), context.request);
    result.deadline = context.deadline;
    return result;
}

store::Context as_staff(const Context& context, const Staff& staff) {
    store::Identity identity;
    identity.user_id = staff.user_id;
    identity.sign_in_id = staff.sign_in_id;
    identity.api_key_id = staff.api_key_id;
    identity.organization_id = staff.organization_id;
    store::Context result;
    result.database = context.database;
    result.claims = store::staff(identity, context.request);
    result.deadline = context.deadline;
    return result;
}

base::Task<base::Result<Staff>> identify_user(Context context, SignIn sign_in,
                                              std::optional<base::Uuid> organization_id) {
    store::Identity identity;
    identity.user_id = sign_in.user_id;
    identity.sign_in_id = sign_in.sign_in_id;
    identity.organization_id = organization_id;
    store::Context asking = as_nobody(context);
    asking.claims = store::staff(identity, context.request);
    auto user = co_await store::who_am_i(asking);
    if (!user) co_return base::fail(std::move(user.error()));
    Staff staff;
    staff.user_id = sign_in.user_id;
    staff.sign_in_id = sign_in.sign_in_id;
    staff.organization_id = user->organization_id;
    staff.is_platform_admin = user->is_platform_admin;
    staff.is_abroad = user->is_abroad;
    staff.needs_second_factor = user->needs_second_factor;
    staff.is_suspended = user->organization_status == "suspended" && !user->is_platform_admin;
    staff.is_admin = is_admin_role(user->role);
    staff.permissions = std::move(user->permissions);
    co_return staff;
}

std::string csrf_token_of(const crypto::Keys& keys, const base::Uuid& sign_in_id) {
    const std::string signature =
        crypto::hmac_sha256(keys.csrf().front(), base::to_string(sign_in_id));
    return crypto::base64url_encode(signature);
}

bool looks_like_api_key(std::string_view token) {
    return std::any_of(std::begin(prefixes), std::end(prefixes),
                       [token](std::string_view prefix) { return token.starts_with(prefix); });
}

base::Task<base::Result<Staff>> identify_api_key(Context context, std::string key) {
    constexpr std::size_t prefix_characters = prefixes[0].size();
    constexpr std::size_t characters =
        prefix_characters + public_id_characters + 1 + secret_characters;
    if (key.size() != characters || !base::utf8_length(key)) {
        co_return base::fail(base::ErrorCode::unauthenticated, "");
    }
    auto found = co_await store::identify_api_key(
        as_nobody(context), key.substr(prefix_characters, public_id_characters),
        context.request.address);
    if (!found) co_return base::fail(std::move(found.error()));
    if (!crypto::constant_time_equal(base::sha256_hex(key), found->key_hash)) {
        co_return base::fail(base::ErrorCode::unauthenticated, "");
    }
    if (const auto refusal = refusal_of(*found)) co_return base::fail(*refusal, "");
    // What is only being tried out must not move money.
    if (key.starts_with(test_prefix) && context.stripe != nullptr && context.stripe->is_live()) {
        co_return base::fail(base::ErrorCode::unauthenticated,
                             "This is a key for tests, and payments here are live. Use a key that "
                             "begins with btms_live_.");
    }
    Staff staff;
    staff.api_key_id = found->api_key_id;
    staff.organization_id = found->organization_id;
    staff.api_key_rate_limit = found->rate_limit;
    staff.permissions = std::move(found->scopes);
    if (found->touch_due) co_await note_use(context, staff);
    co_return staff;
}

base::Task<base::Result<void>> note_refusal(Context context, Staff staff, std::string place) {
    co_return co_await store::log_event(as_staff(context, staff), "access.refused",
                                        std::move(place), "{}");
}

base::Task<base::Result<void>> note_platform_access(Context context, Staff staff,
                                                    std::string place) {
    co_return co_await store::log_event(as_staff(context, staff), "platform.accessed",
                                        std::move(place), "{}");
}

}  // namespace services

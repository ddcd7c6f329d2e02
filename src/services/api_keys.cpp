// API keys of an organization.
#include "services/api_keys.hpp"

#include "base/hash.hpp"
#include "crypto/token.hpp"
#include "services/sessions.hpp"

namespace services {
namespace {

constexpr int public_id_bytes = 8;
constexpr std::size_t secret_bytes = 32;

// A new secret, and the key to tell. The environment of a key stands in its beginning.
struct Minted {
    store::ApiKeySecret secret;
    std::string rest;  // of the key, after the prefix that the document has
};

Minted mint(const std::string& environment) {
    Minted minted;
    minted.secret.public_id = base::random_hex(public_id_bytes);
    minted.rest = "_" + crypto::random_secret(secret_bytes);
    minted.secret.key_hash =
        base::sha256_hex("btms_" + environment + "_" + minted.secret.public_id + minted.rest);
    return minted;
}

// Tells the whole key, this once.
void add_key(base::Result<store::Outcome>& outcome, const std::string& rest) {
    if (!outcome) return;
    boost::json::object& document = outcome->value.at("result").as_object();
    if (outcome->replayed) {
        document["key"] = nullptr;
    } else {
        document["key"] = store::text_at(document, "prefix") + rest;
    }
}

}  // namespace

base::Task<base::Result<store::Outcome>> list_api_keys(Context context, Staff staff, int limit,
                                                       std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_api_keys(as_staff(context, staff), limit, starting_after);
}

base::Task<base::Result<store::Outcome>> read_api_key(Context context, Staff staff, base::Uuid id) {
    co_return co_await store::read_api_key(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> create_api_key(Context context, Staff staff,
                                                        ApiKeyInput input,
                                                        store::Idempotency idempotency) {
    const base::Instant now = context.clock->now();
    if (input.expires_at && *input.expires_at <= now) {
        co_return base::fail(base::ErrorCode::invalid_field, "Must be in the future.",
                             "/expires_at");
    }
    Minted minted = mint(input.environment);
    store::NewApiKey api_key;
    api_key.id = base::new_uuid(now);
    api_key.name = std::move(input.name);
    api_key.environment = std::move(input.environment);
    api_key.secret = std::move(minted.secret);
    api_key.scopes = std::move(input.scopes);
    if (input.rate_limit) api_key.rate_limit = static_cast<int>(*input.rate_limit);
    api_key.expires_at = input.expires_at;
    api_key.networks = std::move(input.networks);
    auto made = co_await store::create_api_key(as_staff(context, staff), std::move(api_key),
                                               std::move(idempotency));
    add_key(made, minted.rest);
    co_return made;
}

base::Task<base::Result<store::Outcome>> update_api_key(Context context, Staff staff, base::Uuid id,
                                                        std::int64_t expected_version,
                                                        store::ApiKeyChange change) {
    co_return co_await store::update_api_key(as_staff(context, staff), id, expected_version,
                                             std::move(change));
}

base::Task<base::Result<store::Outcome>> rotate_api_key(Context context, Staff staff, base::Uuid id,
                                                        std::int64_t overlap_seconds,
                                                        store::Idempotency idempotency) {
    const auto old = co_await store::read_api_key(as_staff(context, staff), id);
    if (!old) co_return base::fail(old.error());
    Minted minted = mint(store::text_at(old->value.at("result").as_object(), "environment"));
    store::ApiKeyRotation rotation;
    rotation.id = id;
    rotation.successor_id = base::new_uuid(context.clock->now());
    rotation.secret = std::move(minted.secret);
    rotation.overlap_seconds = overlap_seconds;
    auto successor = co_await store::rotate_api_key(as_staff(context, staff), std::move(rotation),
                                                    std::move(idempotency));
    add_key(successor, minted.rest);
    co_return successor;
}

base::Task<base::Result<store::Outcome>> revoke_api_key(Context context, Staff staff, base::Uuid id,
                                                        store::Idempotency idempotency) {
    co_return co_await store::revoke_api_key(as_staff(context, staff), id, std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> operator_create_api_key(Context context, std::string slug,
                                                                 std::string name,
                                                                 std::vector<std::string> scopes) {
    store::NewApiKey api_key;
    api_key.id = base::new_uuid(context.clock->now());
    api_key.name = std::move(name);
    api_key.environment = "live";
    Minted minted = mint(api_key.environment);
    api_key.secret = std::move(minted.secret);
    api_key.scopes = std::move(scopes);
    auto made = co_await store::operator_create_api_key(as_engine(context), std::move(slug),
                                                        std::move(api_key));
    add_key(made, minted.rest);
    co_return made;
}

base::Task<base::Result<store::Outcome>> operator_list_api_keys(Context context, std::string slug) {
    co_return co_await store::operator_list_api_keys(as_engine(context), std::move(slug));
}

base::Task<base::Result<store::Outcome>> operator_revoke_api_key(Context context, base::Uuid id) {
    co_return co_await store::operator_revoke_api_key(as_engine(context), id);
}

}  // namespace services

// /v1/api-keys: the keys of an organization's programs.
#include "services/api_keys.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/networks.hpp"
#include "base/text.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t scopes_max = 100;
constexpr std::size_t scope_characters_max = 64;
constexpr std::size_t networks_max = 50;
constexpr std::size_t network_characters_max = 64;
constexpr std::int64_t rate_limit_max = 100000;
constexpr std::int64_t overlap_seconds_max = 30 * 24 * 3600;

std::string read_environment(base::Fields& fields) {
    std::string environment = fields.text("environment", up_to(label_characters_max));
    if (environment != "live" && environment != "test") {
        fields.refuse("environment", base::ErrorCode::invalid_field, "Must be live or test.");
    }
    return environment;
}

std::vector<std::string> read_scopes(base::Fields& fields) {
    auto scopes = require_member(
        fields, "scopes", optional_texts(fields, "scopes", scopes_max, scope_characters_max));
    if (scopes.empty()) {
        fields.refuse("scopes", base::ErrorCode::invalid_field, "Must have at least one scope.");
    }
    return scopes;
}

std::optional<base::Instant> optional_expiry(base::Fields& fields) {
    const auto text = fields.optional_text("expires_at", up_to(label_characters_max));
    if (!text) return std::nullopt;
    const auto instant = base::parse_instant(*text);
    if (!instant) {
        fields.refuse("expires_at", base::ErrorCode::invalid_field,
                      "Must be an instant such as 2026-03-29T09:00:00Z.");
    }
    return instant;
}

std::optional<std::vector<std::string>> optional_networks(base::Fields& fields) {
    auto networks =
        optional_texts(fields, "allowed_networks", networks_max, network_characters_max);
    for (std::size_t i = 0; networks && i < networks->size(); ++i) {
        const std::string& network = networks->at(i);
        if (network.find(',') == std::string::npos && base::Networks::parse(network)) continue;
        base::Error error;
        error.code = base::ErrorCode::invalid_field;
        error.detail = "Must be an address or a network such as 192.0.2.0/24 or 2001:db8::/32.";
        error.param = fields.pointer_to("allowed_networks") + "/" + std::to_string(i);
        fields.refuse(std::move(error));
    }
    return networks;
}

base::Result<services::ApiKeyInput> read_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::ApiKeyInput input;
    input.name = fields.text("name", up_to(label_characters_max));
    input.environment = read_environment(fields);
    input.scopes = read_scopes(fields);
    input.rate_limit = fields.optional_integer("rate_limit", 1, rate_limit_max);
    input.expires_at = optional_expiry(fields);
    input.networks = optional_networks(fields).value_or(std::vector<std::string>());
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

base::Result<store::ApiKeyChange> read_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    store::ApiKeyChange change;
    change.name = fields.optional_text("name", up_to(label_characters_max));
    change.rate_limit = fields.optional_integer("rate_limit", 1, rate_limit_max);
    change.networks = optional_networks(fields);
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return change;
}

}  // namespace

// GET /v1/api-keys
base::Task<http::Response> list_api_keys(Call call) {
    const auto page = read_page(call, std::vector<std::string_view>());
    if (!page) co_return problem(call, page.error());
    const auto keys = co_await services::list_api_keys(call.context, *call.staff, page->limit,
                                                       page->starting_after);
    if (!keys) co_return problem(call, keys.error());
    co_return list_reply(*keys);
}

// POST /v1/api-keys
base::Task<http::Response> create_api_key(Call call) {
    auto input = read_input(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto key = co_await services::create_api_key(call.context, *call.staff, std::move(*input),
                                                       std::move(*idempotency));
    if (!key) co_return problem(call, key.error());
    co_return document_reply(201, *key);
}

// GET /v1/api-keys/{id}
base::Task<http::Response> get_api_key(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::api_key_not_found);
    if (!id) co_return problem(call, id.error());
    const auto key = co_await services::read_api_key(call.context, *call.staff, *id);
    if (!key) co_return problem(call, key.error());
    co_return document_reply(200, *key);
}

// PATCH /v1/api-keys/{id}
base::Task<http::Response> update_api_key(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::api_key_not_found);
    if (!id) co_return problem(call, id.error());
    auto change = read_change(call);
    if (!change) co_return problem(call, change.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto key = co_await services::update_api_key(call.context, *call.staff, *id, *version,
                                                       std::move(*change));
    if (!key) co_return problem(call, key.error());
    co_return document_reply(200, *key);
}

// POST /v1/api-keys/{id}/rotate
base::Task<http::Response> rotate_api_key(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::api_key_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    const std::int64_t overlap = fields.integer("overlap_seconds", 0, overlap_seconds_max);
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto key = co_await services::rotate_api_key(call.context, *call.staff, *id, overlap,
                                                       std::move(*idempotency));
    if (!key) co_return problem(call, key.error());
    co_return document_reply(201, *key);
}

// POST /v1/api-keys/{id}/revoke
base::Task<http::Response> revoke_api_key(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::api_key_not_found);
    if (!id) co_return problem(call, id.error());
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto key =
        co_await services::revoke_api_key(call.context, *call.staff, *id, std::move(*idempotency));
    if (!key) co_return problem(call, key.error());
    co_return document_reply(200, *key);
}

}  // namespace api::handlers

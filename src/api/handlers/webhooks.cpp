// /v1/webhook-endpoints and /v1/webhook-deliveries: where an organization hears of what happens,
// and what became of it.
#include "services/webhooks.hpp"

#include <algorithm>
#include <array>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t url_characters_max = 2000;
constexpr std::size_t event_types_max = 50;
constexpr std::size_t event_type_characters_max = 64;
constexpr std::int64_t overlap_seconds_max = 7 * 24 * 3600;
constexpr std::array<std::string_view, 3> delivery_filters = {"endpoint_id", "status",
                                                              "event_type"};

std::optional<std::vector<std::string>> optional_event_types(base::Fields& fields) {
    return optional_texts(fields, "event_types", event_types_max, event_type_characters_max);
}

base::Result<services::WebhookEndpointInput> read_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::WebhookEndpointInput input;
    input.url = fields.text("url", up_to(url_characters_max));
    input.description =
        fields.optional_text("description", none_to(note_characters_max)).value_or("");
    input.event_types = optional_event_types(fields).value_or(std::vector<std::string>());
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

base::Result<store::WebhookEndpointChange> read_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    store::WebhookEndpointChange change;
    change.url = fields.optional_text("url", up_to(url_characters_max));
    change.description = fields.optional_text("description", none_to(note_characters_max));
    change.event_types = optional_event_types(fields);
    change.is_active = fields.optional_boolean("is_active");
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return change;
}

base::Result<store::WebhookDeliveryFilter> read_filter(const Call& call) {
    store::WebhookDeliveryFilter filter;
    const auto endpoint_id = optional_query_id(call, "endpoint_id");
    if (!endpoint_id) return base::fail(endpoint_id.error());
    filter.endpoint_id = *endpoint_id;
    auto status = optional_query(call, "status", event_type_characters_max);
    if (!status) return base::fail(status.error());
    constexpr std::array<std::string_view, 3> statuses = {"waiting", "delivered", "failed"};
    if (*status && std::find(statuses.begin(), statuses.end(), **status) == statuses.end()) {
        return base::fail(base::ErrorCode::invalid_field,
                          "Must be one of waiting, delivered, failed.", "status");
    }
    filter.status = std::move(*status);
    auto event_type = optional_query(call, "event_type", event_type_characters_max);
    if (!event_type) return base::fail(event_type.error());
    filter.event_type = std::move(*event_type);
    return filter;
}

}  // namespace

// GET /v1/webhook-endpoints
base::Task<http::Response> list_webhook_endpoints(Call call) {
    const auto page = read_page(call, std::vector<std::string_view>());
    if (!page) co_return problem(call, page.error());
    const auto endpoints = co_await services::list_webhook_endpoints(
        call.context, *call.staff, page->limit, page->starting_after);
    if (!endpoints) co_return problem(call, endpoints.error());
    co_return list_reply(*endpoints);
}

// POST /v1/webhook-endpoints
base::Task<http::Response> create_webhook_endpoint(Call call) {
    auto input = read_input(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto endpoint = co_await services::create_webhook_endpoint(
        call.context, *call.staff, std::move(*input), std::move(*idempotency));
    if (!endpoint) co_return problem(call, endpoint.error());
    co_return document_reply(201, *endpoint);
}

// GET /v1/webhook-endpoints/{id}
base::Task<http::Response> get_webhook_endpoint(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::webhook_endpoint_not_found);
    if (!id) co_return problem(call, id.error());
    const auto endpoint = co_await services::read_webhook_endpoint(call.context, *call.staff, *id);
    if (!endpoint) co_return problem(call, endpoint.error());
    co_return document_reply(200, *endpoint);
}

// PATCH /v1/webhook-endpoints/{id}
base::Task<http::Response> update_webhook_endpoint(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::webhook_endpoint_not_found);
    if (!id) co_return problem(call, id.error());
    auto change = read_change(call);
    if (!change) co_return problem(call, change.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto endpoint = co_await services::update_webhook_endpoint(call.context, *call.staff, *id,
                                                                     *version, std::move(*change));
    if (!endpoint) co_return problem(call, endpoint.error());
    co_return document_reply(200, *endpoint);
}

// DELETE /v1/webhook-endpoints/{id}
base::Task<http::Response> delete_webhook_endpoint(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::webhook_endpoint_not_found);
    if (!id) co_return problem(call, id.error());
    const auto deleted = co_await services::delete_webhook_endpoint(call.context, *call.staff, *id);
    if (!deleted) co_return problem(call, deleted.error());
    co_return empty_reply();
}

// POST /v1/webhook-endpoints/{id}/rotate-secret
base::Task<http::Response> rotate_webhook_secret(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::webhook_endpoint_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    const std::int64_t overlap = fields.integer("overlap_seconds", 0, overlap_seconds_max);
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto endpoint = co_await services::rotate_webhook_secret(
        call.context, *call.staff, *id, overlap, std::move(*idempotency));
    if (!endpoint) co_return problem(call, endpoint.error());
    co_return document_reply(200, *endpoint);
}

// POST /v1/webhook-endpoints/{id}/test
base::Task<http::Response> test_webhook_endpoint(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::webhook_endpoint_not_found);
    if (!id) co_return problem(call, id.error());
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto delivery = co_await services::test_webhook_endpoint(call.context, *call.staff, *id,
                                                                   std::move(*idempotency));
    if (!delivery) co_return problem(call, delivery.error());
    co_return document_reply(201, *delivery);
}

// GET /v1/webhook-deliveries
base::Task<http::Response> list_webhook_deliveries(Call call) {
    const auto page = read_page(
        call, std::vector<std::string_view>(delivery_filters.begin(), delivery_filters.end()));
    if (!page) co_return problem(call, page.error());
    auto filter = read_filter(call);
    if (!filter) co_return problem(call, filter.error());
    const auto deliveries = co_await services::list_webhook_deliveries(
        call.context, *call.staff, std::move(*filter), page->limit, page->starting_after);
    if (!deliveries) co_return problem(call, deliveries.error());
    co_return list_reply(*deliveries);
}

// GET /v1/webhook-deliveries/{id}
base::Task<http::Response> get_webhook_delivery(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::webhook_delivery_not_found);
    if (!id) co_return problem(call, id.error());
    const auto delivery = co_await services::read_webhook_delivery(call.context, *call.staff, *id);
    if (!delivery) co_return problem(call, delivery.error());
    co_return document_reply(200, *delivery);
}

// POST /v1/webhook-deliveries/{id}/replay
base::Task<http::Response> replay_webhook_delivery(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::webhook_delivery_not_found);
    if (!id) co_return problem(call, id.error());
    if (const auto body = read_empty_body(call); !body) co_return problem(call, body.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto delivery = co_await services::replay_webhook_delivery(call.context, *call.staff, *id,
                                                                     std::move(*idempotency));
    if (!delivery) co_return problem(call, delivery.error());
    co_return document_reply(200, *delivery);
}

}  // namespace api::handlers

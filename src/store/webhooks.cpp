// Calls of the functions of webhooks.
#include "store/webhooks.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

base::Task<base::Result<std::int64_t>> write_count(Context context, pg::Statement statement) {
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return rows->at(0)[0].integer(0);
}

WebhookDelivery delivery_of(const boost::json::object& object) {
    WebhookDelivery delivery;
    delivery.organization_id = uuid_at(object, "organization_id");
    delivery.id = uuid_at(object, "id");
    delivery.attempt = static_cast<int>(integer_at(object, "attempt"));
    delivery.endpoint_id = uuid_at(object, "endpoint_id");
    delivery.url = text_at(object, "url");
    delivery.secret_sealed = text_at(object, "secret_sealed");
    if (!object.at("previous_secret_sealed").is_null()) {
        delivery.previous_secret_sealed = text_at(object, "previous_secret_sealed");
    }
    delivery.body = text_at(object, "body");
    return delivery;
}

}  // namespace

base::Task<base::Result<Outcome>> list_webhook_endpoints(Context context, int limit,
                                                         std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_webhook_endpoints");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_webhook_endpoint(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_webhook_endpoint");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> create_webhook_endpoint(Context context,
                                                          NewWebhookEndpoint endpoint,
                                                          int endpoints_max,
                                                          Idempotency idempotency) {
    static const pg::Query& called = query("create_webhook_endpoint");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(endpoint.id).text(endpoint.url).text(endpoint.description);
    statement.params.texts(endpoint.event_types).text(endpoint.secret_sealed);
    statement.params.integer(endpoints_max).text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_webhook_endpoint(Context context, base::Uuid id,
                                                          std::int64_t expected_version,
                                                          WebhookEndpointChange change) {
    static const pg::Query& called = query("update_webhook_endpoint");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).integer(expected_version).text(change.url).text(change.description);
    statement.params.texts(change.event_types);
    statement.params.boolean(change.is_active);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> delete_webhook_endpoint(Context context, base::Uuid id) {
    static const pg::Query& called = query("delete_webhook_endpoint");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> rotate_webhook_secret(Context context,
                                                        WebhookSecretRotation rotation,
                                                        Idempotency idempotency) {
    static const pg::Query& called = query("rotate_webhook_secret");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(rotation.id).text(rotation.secret_sealed);
    statement.params.integer(rotation.overlap_seconds);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> test_webhook_endpoint(Context context, base::Uuid id,
                                                        Idempotency idempotency) {
    static const pg::Query& called = query("test_webhook_endpoint");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> list_webhook_deliveries(
    Context context, WebhookDeliveryFilter filter, int limit,
    std::optional<base::Uuid> starting_after) {
    static const pg::Query& called = query("list_webhook_deliveries");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(filter.endpoint_id).text(filter.status).text(filter.event_type);
    statement.params.integer(limit).uuid(starting_after);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_webhook_delivery(Context context, base::Uuid id) {
    static const pg::Query& called = query("read_webhook_delivery");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> replay_webhook_delivery(Context context, base::Uuid id,
                                                          Idempotency idempotency) {
    static const pg::Query& called = query("replay_webhook_delivery");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(id).text(idempotency.key).text(idempotency.fingerprint);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<std::int64_t>> plan_webhook_deliveries(Context context, int rows_max) {
    static const pg::Query& called = query("plan_webhook_deliveries");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(rows_max);
    co_return co_await write_count(context, std::move(statement));
}

base::Task<base::Result<std::optional<WebhookDelivery>>> take_webhook_delivery(Context context,
                                                                               int per_endpoint_max,
                                                                               int lease_seconds) {
    static const pg::Query& called = query("take_webhook_delivery");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(per_endpoint_max).integer(lease_seconds);
    const auto taken = co_await write_outcome(context, std::move(statement));
    if (!taken) co_return base::fail(taken.error());
    const boost::json::value& delivery = taken->value.at("delivery");
    if (delivery.is_null()) co_return std::nullopt;
    co_return delivery_of(delivery.as_object());
}

base::Task<base::Result<std::string>> settle_webhook_delivery(Context context,
                                                              base::Uuid organization_id,
                                                              base::Uuid id, int attempt,
                                                              WebhookAttempt outcome) {
    static const pg::Query& called = query("settle_webhook_delivery");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(organization_id).uuid(id).integer(attempt);
    statement.params.integer(outcome.reply_status).text(std::move(outcome.reply));
    statement.params.integer(outcome.duration_ms).text(std::move(outcome.error));
    pg::Unit unit = unit_for(context.claims);
    unit.statements.push_back(std::move(statement));
    const auto rows = co_await write(context, std::move(unit));
    if (!rows) co_return base::fail(rows.error());
    co_return std::string(rows->at(0)[0].text(0));
}

base::Task<base::Result<std::int64_t>> forget_webhooks(Context context, int age_days,
                                                       int events_max) {
    static const pg::Query& called = query("forget_webhooks");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(age_days).integer(events_max);
    co_return co_await write_count(context, std::move(statement));
}

}  // namespace store

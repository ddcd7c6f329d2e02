// Calls of the functions of payments and refunds.
#include "store/payments.hpp"

#include "store/queries.hpp"

namespace store {
namespace {

// A member that the function leaves out where there is nothing to say.
std::string text_or_empty(const boost::json::object& object, std::string_view name) {
    return object.contains(name) ? text_at(object, name) : std::string();
}

std::optional<base::Uuid> uuid_or_nothing(const boost::json::object& object,
                                          std::string_view name) {
    if (!object.contains(name)) return std::nullopt;
    return uuid_at(object, name);
}

RefundTask refund_task_of(const boost::json::object& object) {
    const boost::json::object& refund = object.at("refund").as_object();
    RefundTask task;
    task.organization_id = uuid_at(refund, "organization_id");
    task.id = uuid_at(refund, "id");
    task.amount_minor = integer_at(refund, "amount_minor");
    task.currency = text_at(refund, "currency");
    task.payment = payment_task_of(object.at("payment").as_object());
    return task;
}

// A function that takes what is due: how many, and for how long.
base::Task<base::Result<Outcome>> take(Context context, const pg::Query* called, int count_max,
                                       int lease_seconds) {
    pg::Statement statement;
    statement.query = called;
    statement.params.integer(count_max).integer(lease_seconds);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace

PaymentTask payment_task_of(const boost::json::object& object) {
    PaymentTask task;
    task.organization_id = uuid_at(object, "organization_id");
    task.id = uuid_at(object, "id");
    task.purpose = text_at(object, "purpose");
    task.provider = text_at(object, "provider");
    task.status = text_at(object, "status");
    task.account_id = text_or_empty(object, "account_id");
    task.session_id = text_or_empty(object, "session_id");
    task.intent_id = text_or_empty(object, "intent_id");
    task.url = text_or_empty(object, "url");
    task.amount_minor = integer_at(object, "amount_minor");
    task.currency = text_at(object, "currency");
    task.application_fee_minor = integer_at(object, "application_fee_minor");
    task.expires_at = instant_at(object, "expires_at");
    task.is_over = object.at("is_over").as_bool();
    task.checkout_id = uuid_or_nothing(object, "checkout_id");
    task.booking_id = uuid_or_nothing(object, "booking_id");
    task.success_url = text_or_empty(object, "success_url");
    task.cancel_url = text_or_empty(object, "cancel_url");
    task.email = text_or_empty(object, "email");
    task.description = text_at(object, "description");
    return task;
}

base::Task<base::Result<PaymentTask>> read_payment_task(Context context, base::Uuid organization_id,
                                                        base::Uuid id) {
    static const pg::Query& called = query("read_payment_task");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(organization_id).uuid(id);
    const auto outcome = co_await read_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return payment_task_of(outcome->value.at("payment").as_object());
}

base::Task<base::Result<void>> attach_payment_session(Context context, base::Uuid organization_id,
                                                      base::Uuid id, std::string session_id,
                                                      std::string url) {
    static const pg::Query& called = query("attach_payment_session");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(organization_id)
        .uuid(id)
        .text(std::move(session_id))
        .text(std::move(url));
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return base::Result<void>();
}

base::Task<base::Result<std::string>> apply_payment_event(Context context,
                                                          boost::json::object event) {
    static const pg::Query& called = query("apply_payment_event");
    pg::Statement statement;
    statement.query = &called;
    statement.params.text(boost::json::serialize(event));
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return text_at(outcome->value, "result");
}

base::Task<base::Result<std::vector<PaymentTask>>> take_open_payments(Context context,
                                                                      int payments_max,
                                                                      int lease_seconds) {
    static const pg::Query& called = query("take_open_payments");
    const auto outcome = co_await take(context, &called, payments_max, lease_seconds);
    if (!outcome) co_return base::fail(outcome.error());
    std::vector<PaymentTask> tasks;
    for (const auto& task : outcome->value.at("payments").as_array()) {
        tasks.push_back(payment_task_of(task.as_object()));
    }
    co_return tasks;
}

base::Task<base::Result<std::vector<RefundTask>>> take_due_refunds(Context context, int refunds_max,
                                                                   int lease_seconds) {
    static const pg::Query& called = query("take_due_refunds");
    const auto outcome = co_await take(context, &called, refunds_max, lease_seconds);
    if (!outcome) co_return base::fail(outcome.error());
    std::vector<RefundTask> tasks;
    for (const auto& task : outcome->value.at("refunds").as_array()) {
        tasks.push_back(refund_task_of(task.as_object()));
    }
    co_return tasks;
}

base::Task<base::Result<void>> settle_refund(Context context, base::Uuid organization_id,
                                             base::Uuid id, boost::json::object answer) {
    static const pg::Query& called = query("settle_refund");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(organization_id).uuid(id).text(boost::json::serialize(answer));
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return base::Result<void>();
}

base::Task<base::Result<Outcome>> read_booking_money(Context context, base::Uuid booking_id) {
    static const pg::Query& called = query("read_booking_money");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(booking_id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> refund_booking(Context context, base::Uuid booking_id,
                                                 RefundOrder order, Idempotency idempotency) {
    static const pg::Query& called = query("refund_booking");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(booking_id).text(idempotency.key).text(idempotency.fingerprint);
    statement.params.integer(order.amount_minor).text(order.target).text(order.reason);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> take_venue_payment(Context context, base::Uuid booking_id,
                                                     std::optional<std::int64_t> amount_minor,
                                                     Idempotency idempotency) {
    static const pg::Query& called = query("take_venue_payment");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(booking_id).text(idempotency.key).text(idempotency.fingerprint);
    statement.params.integer(amount_minor);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> read_payment_settings(Context context) {
    static const pg::Query& called = query("read_payment_settings");
    pg::Statement statement;
    statement.query = &called;
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> update_payment_settings(Context context,
                                                          std::int64_t expected_version,
                                                          std::optional<bool> pay_at_venue) {
    static const pg::Query& called = query("update_payment_settings");
    pg::Statement statement;
    statement.query = &called;
    statement.params.integer(expected_version).boolean(pay_at_venue);
    co_return co_await write_outcome(context, std::move(statement));
}

}  // namespace store

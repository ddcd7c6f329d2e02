// Calls of the functions of managed bookings.
#include "store/manage.hpp"

#include "store/queries.hpp"

namespace store {

base::Task<base::Result<Outcome>> read_managed_booking(Context context, BookingName booking) {
    static const pg::Query& called = query("read_managed_booking");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(booking.organization_id).uuid(booking.id);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> cancel_managed_booking(Context context, BookingName booking,
                                                         std::int64_t expected_refund_minor,
                                                         Idempotency idempotency) {
    static const pg::Query& called = query("cancel_managed_booking");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(booking.organization_id).uuid(booking.id);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    statement.params.integer(expected_refund_minor);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> reschedule_managed_booking(Context context, BookingName booking,
                                                             base::Uuid session_id,
                                                             base::Uuid reservation_id,
                                                             Idempotency idempotency) {
    static const pg::Query& called = query("reschedule_managed_booking");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(booking.organization_id).uuid(booking.id);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    statement.params.uuid(session_id).uuid(reservation_id);
    co_return co_await write_outcome(context, std::move(statement));
}

base::Task<base::Result<Outcome>> list_managed_sessions(Context context, BookingName booking,
                                                        std::optional<base::Uuid> session_id,
                                                        int sessions_max) {
    static const pg::Query& called = query("list_managed_sessions");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(booking.organization_id).uuid(booking.id);
    statement.params.uuid(session_id).integer(sessions_max);
    co_return co_await read_outcome(context, std::move(statement));
}

base::Task<base::Result<PaymentTask>> open_balance_payment(Context context, BookingName booking,
                                                           std::string provider,
                                                           base::Uuid payment_id,
                                                           int payment_window_seconds,
                                                           Idempotency idempotency) {
    static const pg::Query& called = query("open_balance_payment");
    pg::Statement statement;
    statement.query = &called;
    statement.params.uuid(booking.organization_id).uuid(booking.id);
    statement.params.text(idempotency.key).text(idempotency.fingerprint);
    statement.params.uuid(payment_id).text(std::move(provider)).integer(payment_window_seconds);
    const auto outcome = co_await write_outcome(context, std::move(statement));
    if (!outcome) co_return base::fail(outcome.error());
    co_return payment_task_of(outcome->value.at("payment").as_object());
}

}  // namespace store

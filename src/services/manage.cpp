// What customers do with their own booking.
#include "services/manage.hpp"

#include "services/payments.hpp"
#include "services/sessions.hpp"
#include "services/tokens.hpp"

namespace services {
namespace {

// Each is priced, and nobody reads more.
constexpr int sessions_shown_max = 20;

store::Context as_customer(const Context& context) {
    store::Context result = as_engine(context);
    result.claims = store::customer(context.request);
    return result;
}

}  // namespace

base::Result<store::BookingName> read_manage_link(const Context& context, std::string_view token) {
    const auto link = parse_link_token(*context.keys, manage_purpose, token);
    if (!link) return base::fail(base::ErrorCode::booking_not_found, "");
    store::BookingName booking;
    booking.organization_id = link->organization_id;
    booking.id = link->id;
    return booking;
}

base::Task<base::Result<store::Outcome>> read_managed_booking(Context context,
                                                              store::BookingName booking) {
    co_return co_await store::read_managed_booking(as_customer(context), booking);
}

base::Task<base::Result<store::Outcome>> cancel_managed_booking(Context context,
                                                                store::BookingName booking,
                                                                std::int64_t expected_refund_minor,
                                                                store::Idempotency idempotency) {
    co_return co_await store::cancel_managed_booking(as_customer(context), booking,
                                                     expected_refund_minor, std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> reschedule_managed_booking(
    Context context, store::BookingName booking, base::Uuid session_id,
    store::Idempotency idempotency) {
    const base::Uuid reservation_id = base::new_uuid(context.clock->now());
    co_return co_await store::reschedule_managed_booking(as_customer(context), booking, session_id,
                                                         reservation_id, std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> list_managed_sessions(
    Context context, store::BookingName booking, std::optional<base::Uuid> session_id) {
    co_return co_await store::list_managed_sessions(as_customer(context), booking, session_id,
                                                    sessions_shown_max);
}

base::Task<base::Result<store::PaymentTask>> pay_managed_booking(Context context,
                                                                 store::BookingName booking,
                                                                 std::string provider,
                                                                 store::Idempotency idempotency) {
    if (context.payments->find(provider) == nullptr) {
        co_return base::fail(base::ErrorCode::payment_method_unavailable, "", "/payment");
    }
    const base::Uuid payment_id = base::new_uuid(context.clock->now());
    auto payment = co_await store::open_balance_payment(
        as_customer(context), booking, std::move(provider), payment_id,
        payment_window_seconds(*context.rules), std::move(idempotency));
    if (!payment) co_return payment;
    auto url = co_await open_payment(context, payment->organization_id, payment->id);
    if (!url) co_return base::fail(std::move(url.error()));
    payment->url = std::move(*url);
    co_return payment;
}

}  // namespace services

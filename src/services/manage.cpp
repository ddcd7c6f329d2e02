// What customers do with their own booking.
#include "services/manage.hpp"

#include "base/text.hpp"
#include "domain/calendar_file.hpp"
#include "services/payments.hpp"
#include "services/qr_code.hpp"
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

base::Task<base::Result<std::string>> managed_calendar(Context context, store::BookingName booking,
                                                       std::string link) {
    const auto found = co_await read_managed_booking(context, booking);
    if (!found) co_return base::fail(found.error());
    const boost::json::object& shown = found->value.at("result").as_object();
    const boost::json::object& venue = shown.at("venue").as_object();
    domain::CalendarEvent event;
    event.uid = domain::calendar_uid(base::to_string(booking.id));
    event.is_cancelled = store::text_at(shown, "status") == "cancelled";
    event.sequence =
        domain::calendar_sequence(store::integer_at(shown, "change_count"), event.is_cancelled);
    event.stamp = context.clock->now();
    event.start = base::parse_instant(store::text_at(shown, "start_time")).value();
    event.end = base::parse_instant(store::text_at(shown, "end_time")).value();
    event.summary = store::text_at(shown.at("activity").as_object(), "name");
    event.description = store::text_at(shown.at("organization").as_object(), "name") + "\n" +
                        store::text_at(shown, "booking_number") + "\n" + link;
    event.location = store::text_at(venue, "name");
    const std::string address = store::text_at(venue, "address");
    if (!address.empty()) event.location += ", " + address;
    co_return domain::calendar_file(event);
}

base::Task<base::Result<std::string>> managed_ticket(Context context, store::BookingName booking) {
    const auto found = co_await read_managed_booking(context, booking);
    if (!found) co_return base::fail(found.error());
    if (store::text_at(found->value.at("result").as_object(), "status") == "cancelled") {
        co_return base::fail(base::ErrorCode::invalid_transition, "The booking is cancelled.");
    }
    co_return qr_png(ticket_code(*context.keys, booking.organization_id, booking.id));
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

// /v1/bookings: what staff do with bookings.
#include "services/bookings.hpp"

#include <algorithm>
#include <limits>

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/order_input.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace api::handlers {
namespace {

constexpr std::int64_t version_max = std::numeric_limits<std::int32_t>::max();

base::TextLimits from_to(std::size_t characters_min, std::size_t characters_max) {
    base::TextLimits limits;
    limits.characters_min = characters_min;
    limits.characters_max = characters_max;
    return limits;
}

// "confirmed,checked_in". Nothing: all.
base::Result<std::vector<domain::BookingStatus>> read_statuses(const Call& call) {
    std::vector<domain::BookingStatus> statuses;
    const auto value = call.request.query_value("status");
    if (!value) return statuses;
    std::string_view rest = *value;
    while (true) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const auto status = domain::parse_booking_status(base::trim(rest.substr(0, comma)));
        if (!status) {
            return base::fail(base::ErrorCode::invalid_field,
                              "Must be states of bookings with commas between them.", "status");
        }
        if (std::find(statuses.begin(), statuses.end(), *status) == statuses.end())
            statuses.push_back(*status);
        if (comma == rest.size()) return statuses;
        rest.remove_prefix(comma + 1);
    }
}

base::Result<std::optional<domain::CivilDate>> read_date(const Call& call, std::string_view name) {
    const auto value = call.request.query_value(name);
    if (!value || value->empty()) return std::optional<domain::CivilDate>();
    const auto date = domain::parse_date(*value);
    if (!date) {
        return base::fail(base::ErrorCode::invalid_field, "Must be a date such as 2026-03-29.",
                          std::string(name));
    }
    return date;
}

// `from`, `to` and `order`, which depend on each other: days are listed by the calendar.
base::Result<store::BookingFilter> read_days(const Call& call, store::BookingFilter filter) {
    const auto from = read_date(call, "from");
    if (!from) return base::fail(from.error());
    const auto to = read_date(call, "to");
    if (!to) return base::fail(to.error());
    filter.from = *from;
    filter.to = *to;
    if (filter.from && filter.to && *filter.to < *filter.from) {
        return base::fail(base::ErrorCode::invalid_field, "Must not be before \"from\".", "to");
    }
    const bool has_days = filter.from || filter.to;
    const auto order = call.request.query_value("order");
    filter.by_start_time = order ? *order == "start_time" : has_days;
    if (order && *order != "start_time" && *order != "newest") {
        return base::fail(base::ErrorCode::invalid_field, "Must be \"newest\" or \"start_time\".",
                          "order");
    }
    if (has_days && !filter.by_start_time) {
        return base::fail(base::ErrorCode::invalid_field,
                          "Days are listed in the order of \"start_time\".", "order");
    }
    return filter;
}

base::Result<store::BookingFilter> read_filter(const Call& call) {
    std::vector<std::string_view> names = {"status",   "session_id",  "activity_id",
                                           "venue_id", "customer_id", "from",
                                           "to",       "q",           "order"};
    const auto page = read_page(call, std::move(names));
    if (!page) return base::fail(page.error());
    store::BookingFilter filter;
    filter.limit = page->limit;
    filter.starting_after = page->starting_after;
    auto statuses = read_statuses(call);
    if (!statuses) return base::fail(statuses.error());
    filter.statuses = std::move(*statuses);
    const std::pair<std::string_view, std::optional<base::Uuid>*> ids[] = {
        {"session_id", &filter.session_id},
        {"activity_id", &filter.activity_id},
        {"venue_id", &filter.venue_id},
        {"customer_id", &filter.customer_id}};
    for (const auto& [name, id] : ids) {
        const auto value = optional_query_id(call, name);
        if (!value) return base::fail(value.error());
        *id = *value;
    }
    auto search = read_search(call);
    if (!search) return base::fail(search.error());
    filter.search = std::move(*search);
    return read_days(call, std::move(filter));
}

base::Result<services::BookingInput> read_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::BookingInput input;
    input.session_id = fields.uuid("session_id");
    input.party_size = static_cast<int>(fields.integer("party_size", 1, base::spots_max));
    input.order = read_order(fields);
    input.notes = fields.optional_text("notes", from_to(0, base::notes_characters_max));
    input.expected_version = fields.optional_integer("expected_version", 0, version_max);
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

base::Result<services::RescheduleInput> read_reschedule(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::RescheduleInput input;
    input.session_id = fields.uuid("session_id");
    input.expected_version = fields.optional_integer("expected_version", 0, version_max);
    const auto price = optional_choice(fields, "price", {"agreed", "new"});
    input.at_new_price = price == "new";
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

store::CancellationRefund read_cancellation_refund(base::Fields& fields) {
    const auto refund = optional_choice(fields, "refund", {"policy", "full", "none"});
    if (refund == "full") return store::CancellationRefund::full;
    if (refund == "none") return store::CancellationRefund::none;
    return store::CancellationRefund::policy;
}

base::Task<http::Response> attend(Call call, store::Attendance attendance) {
    const auto id = read_id(call, 0, base::ErrorCode::booking_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call, true);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto booking = co_await services::attend_booking(call.context, *call.staff, *id,
                                                           attendance, std::move(*idempotency));
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

}  // namespace

// GET /v1/bookings
base::Task<http::Response> list_bookings(Call call) {
    auto filter = read_filter(call);
    if (!filter) co_return problem(call, filter.error());
    const auto bookings =
        co_await services::list_bookings(call.context, *call.staff, std::move(*filter));
    if (!bookings) co_return problem(call, bookings.error());
    co_return list_reply(*bookings);
}

// POST /v1/bookings
base::Task<http::Response> create_booking(Call call) {
    auto input = read_input(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto booking = co_await services::book_by_hand(
        call.context, *call.staff, std::move(*input), std::move(*idempotency));
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(201, *booking);
}

// GET /v1/bookings/{id}
base::Task<http::Response> get_booking(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::booking_not_found);
    if (!id) co_return problem(call, id.error());
    const auto booking = co_await services::read_booking(call.context, *call.staff, *id);
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

// PATCH /v1/bookings/{id}
base::Task<http::Response> update_booking(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::booking_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    auto notes = fields.optional_text("notes", from_to(0, base::notes_characters_max));
    if (auto error = fields.finish()) co_return problem(call, *error);
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto booking =
        co_await services::edit_booking(call.context, *call.staff, *id, *version, std::move(notes));
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

// POST /v1/bookings/{id}/cancel
base::Task<http::Response> cancel_booking(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::booking_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call, true);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    auto reason =
        fields.optional_text("reason", from_to(0, base::cancellation_reason_characters_max));
    const auto refund = read_cancellation_refund(fields);
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto booking = co_await services::cancel_booking(
        call.context, *call.staff, *id, std::move(reason), refund, std::move(*idempotency));
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

// POST /v1/bookings/{id}/reschedule
base::Task<http::Response> reschedule_booking(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::booking_not_found);
    if (!id) co_return problem(call, id.error());
    auto input = read_reschedule(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto booking = co_await services::reschedule_booking(
        call.context, *call.staff, *id, std::move(*input), std::move(*idempotency));
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

// POST /v1/bookings/{id}/check-in
base::Task<http::Response> check_in_booking(Call call) {
    return attend(std::move(call), store::Attendance::check_in);
}

// POST /v1/bookings/{id}/no-show
base::Task<http::Response> mark_no_show(Call call) {
    return attend(std::move(call), store::Attendance::no_show);
}

// POST /v1/bookings/{id}/complete
base::Task<http::Response> complete_booking(Call call) {
    return attend(std::move(call), store::Attendance::complete);
}

// POST /v1/check-ins: lets in, or out, who shows a ticket.
base::Task<http::Response> scan_ticket(Call call) {
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    services::TicketInput input;
    input.code = fields.text("code", from_to(1, 200));
    input.is_leaving = optional_choice(fields, "action", {"check_in", "check_out"}) == "check_out";
    input.accept_unpaid = fields.boolean_or("accept_unpaid", false);
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto booking = co_await services::scan_ticket(call.context, *call.staff, std::move(input),
                                                        std::move(*idempotency));
    if (!booking) co_return problem(call, booking.error());
    co_return document_reply(200, *booking);
}

}  // namespace api::handlers

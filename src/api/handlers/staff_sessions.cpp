// /v1/sessions: the sessions of an organization, and what its staff do to one.
#include "services/staff_sessions.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"
#include "domain/civil.hpp"

namespace api::handlers {
namespace {

base::Result<std::optional<std::string>> optional_query_date(const Call& call,
                                                             std::string_view name) {
    const auto value = call.request.query_value(name);
    if (!value || value->empty()) return std::optional<std::string>();
    if (!domain::parse_date(*value)) {
        return base::fail(base::ErrorCode::invalid_field, "Must be a date such as 2026-03-29.",
                          std::string(name));
    }
    return std::optional<std::string>(*value);
}

base::Result<std::optional<bool>> optional_query_boolean(const Call& call, std::string_view name) {
    const auto value = call.request.query_value(name);
    if (!value || value->empty()) return std::optional<bool>();
    if (*value != "true" && *value != "false") {
        return base::fail(base::ErrorCode::invalid_field, "Must be true or false.",
                          std::string(name));
    }
    return std::optional<bool>(*value == "true");
}

base::Result<store::SessionFilter> read_filter(const Call& call) {
    store::SessionFilter filter;
    auto activity_id = optional_query_id(call, "activity_id");
    if (!activity_id) return base::fail(std::move(activity_id.error()));
    filter.activity_id = *activity_id;
    auto venue_id = optional_query_id(call, "venue_id");
    if (!venue_id) return base::fail(std::move(venue_id.error()));
    filter.venue_id = *venue_id;
    auto from = optional_query_date(call, "from");
    if (!from) return base::fail(std::move(from.error()));
    filter.from_date = std::move(*from);
    auto to = optional_query_date(call, "to");
    if (!to) return base::fail(std::move(to.error()));
    filter.to_date = std::move(*to);
    // As text, dates of four-digit years stand in the order of time.
    if (filter.from_date && filter.to_date && *filter.to_date < *filter.from_date) {
        return base::fail(base::ErrorCode::invalid_field, "Must not be before from.", "to");
    }
    auto is_closed = optional_query_boolean(call, "is_closed");
    if (!is_closed) return base::fail(std::move(is_closed.error()));
    filter.is_closed = *is_closed;
    return filter;
}

// The note of a change, in the member of this name; required where it is the reason.
base::Result<std::string> read_note(const Call& call, std::string_view name, bool is_required) {
    const auto body = read_json(call, !is_required);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    std::string note = is_required
                           ? fields.text(name, up_to(note_characters_max))
                           : fields.optional_text(name, none_to(note_characters_max)).value_or("");
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return note;
}

base::Task<http::Response> set_closed(Call call, std::optional<std::string> reason,
                                      base::Result<std::string> note) {
    const auto id = read_id(call, 0, base::ErrorCode::session_not_found);
    if (!id) co_return problem(call, id.error());
    if (!note) co_return problem(call, note.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto session =
        co_await services::set_session_closed(call.context, *call.staff, *id, std::move(reason),
                                              std::move(*note), std::move(*idempotency));
    if (!session) co_return problem(call, session.error());
    co_return document_reply(200, *session);
}

}  // namespace

// GET /v1/sessions
base::Task<http::Response> list_sessions(Call call) {
    auto filter = read_filter(call);
    if (!filter) co_return problem(call, filter.error());
    std::vector<std::string_view> names = {"activity_id", "venue_id", "from", "to", "is_closed"};
    const auto page = read_page(call, std::move(names));
    if (!page) co_return problem(call, page.error());
    const auto sessions = co_await services::list_sessions(
        call.context, *call.staff, std::move(*filter), page->limit, page->starting_after);
    if (!sessions) co_return problem(call, sessions.error());
    co_return list_reply(*sessions);
}

// GET /v1/sessions/{id}
base::Task<http::Response> get_session(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::session_not_found);
    if (!id) co_return problem(call, id.error());
    const auto session = co_await services::read_session(call.context, *call.staff, *id);
    if (!session) co_return problem(call, session.error());
    co_return document_reply(200, *session);
}

// POST /v1/sessions/{id}/close
base::Task<http::Response> close_session(Call call) {
    auto note = read_note(call, "note", false);
    co_return co_await set_closed(std::move(call), "closed_by_hand", std::move(note));
}

// POST /v1/sessions/{id}/block
base::Task<http::Response> block_session(Call call) {
    auto reason = read_note(call, "reason", true);
    co_return co_await set_closed(std::move(call), "blocked", std::move(reason));
}

// POST /v1/sessions/{id}/open
base::Task<http::Response> open_session(Call call) {
    base::Result<std::string> note = std::string();
    if (const auto body = read_empty_body(call); !body) note = base::fail(body.error());
    co_return co_await set_closed(std::move(call), std::nullopt, std::move(note));
}

// POST /v1/sessions/{id}/resize
base::Task<http::Response> resize_session(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::session_not_found);
    if (!id) co_return problem(call, id.error());
    const auto body = read_json(call);
    if (!body) co_return problem(call, body.error());
    base::Fields fields(*body, "");
    const std::int64_t capacity_total = fields.integer("capacity_total", 1, base::spots_max);
    const auto expected_version =
        fields.optional_integer("expected_version", 1, std::numeric_limits<std::int32_t>::max());
    if (auto error = fields.finish()) co_return problem(call, *error);
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto session = co_await services::resize_session(
        call.context, *call.staff, *id, capacity_total, expected_version, std::move(*idempotency));
    if (!session) co_return problem(call, session.error());
    co_return document_reply(200, *session);
}

}  // namespace api::handlers

// /v1/activities: what an organization offers, and the sessions that its schedules make.
#include "services/activities.hpp"

#include "api/handlers/handlers.hpp"
#include "api/input.hpp"
#include "api/members.hpp"
#include "api/pricing_input.hpp"
#include "api/reply.hpp"
#include "base/fields.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace api::handlers {
namespace {

constexpr std::size_t description_characters_max = 5000;
constexpr std::int64_t duration_minutes_min = 5;
constexpr std::int64_t duration_minutes_max = 1440;
constexpr std::int64_t price_minor_max = 100'000'000'000;
constexpr std::int64_t cutoff_minutes_max = 43200;

struct Price {
    std::optional<std::int64_t> amount;
    std::optional<std::string> currency;
};

Price read_price(base::Fields& fields) {
    Price price;
    const auto* value = fields.find("price");
    if (value == nullptr) return price;
    base::Fields members(*value, fields.pointer_to("price"));
    price.amount = members.integer("amount", 0, price_minor_max);
    price.currency = members.optional_text("currency", up_to(3));
    if (auto error = members.finish()) fields.refuse(std::move(*error));
    return price;
}

std::optional<domain::Schedule> read_schedule(base::Fields& fields) {
    const auto* value = fields.find("schedule");
    if (value == nullptr) return std::nullopt;
    auto schedule = domain::parse_schedule(*value, fields.pointer_to("schedule"));
    if (!schedule) {
        fields.refuse(std::move(schedule.error()));
        return std::nullopt;
    }
    return std::move(*schedule);
}

std::optional<std::int64_t> read_duration(base::Fields& fields) {
    return fields.optional_integer("duration_minutes", duration_minutes_min, duration_minutes_max);
}

// The members that can be given when an activity is made and changed later, in this order. A new
// one needs some of them.
services::ActivityEdit read_edit(base::Fields& fields, bool is_new) {
    const auto need = [&fields, is_new](std::string_view name, bool is_given) {
        if (is_new && !is_given) fields.require(name);
    };
    services::ActivityEdit edit;
    store::ActivityChange& values = edit.values;
    values.name = fields.optional_text("name", up_to(label_characters_max));
    need("name", values.name.has_value());
    values.slug = optional_slug(fields, "slug");
    need("slug", values.slug.has_value());
    values.tagline = fields.optional_text("tagline", none_to(label_characters_max));
    values.description = fields.optional_text("description", none_to(description_characters_max));
    values.duration_minutes = read_duration(fields);
    need("duration_minutes", values.duration_minutes.has_value());
    values.capacity = fields.optional_integer("capacity", 1, base::spots_max);
    need("capacity", values.capacity.has_value());
    values.min_party = fields.optional_integer("min_party", 1, base::spots_max);
    values.max_party = fields.optional_integer("max_party", 1, base::spots_max);
    const Price price = read_price(fields);
    need("price", price.amount.has_value());
    values.price_minor = price.amount;
    edit.currency = price.currency;
    values.booking_cutoff_minutes =
        fields.optional_integer("booking_cutoff_minutes", 0, cutoff_minutes_max);
    edit.schedule = read_schedule(fields);
    need("schedule", edit.schedule.has_value());
    return edit;
}

std::string read_mode(base::Fields& fields) {
    std::string mode = fields.text("mode", up_to(label_characters_max));
    if (mode != "shared" && mode != "private") {
        fields.refuse("mode", base::ErrorCode::invalid_field, "Must be shared or private.");
    }
    return mode;
}

base::Result<services::ActivityInput> read_input(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::ActivityInput input;
    input.venue_id = fields.uuid("venue_id");
    input.mode = read_mode(fields);
    services::ActivityEdit edit = read_edit(fields, true);
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    input.values = std::move(edit.values);
    input.values.tagline = input.values.tagline.value_or("");
    input.values.description = input.values.description.value_or("");
    input.values.booking_cutoff_minutes = input.values.booking_cutoff_minutes.value_or(0);
    input.schedule = std::move(*edit.schedule);
    input.currency = std::move(edit.currency);
    return input;
}

base::Result<services::ActivityEdit> read_change(const Call& call) {
    const auto body = read_json(call);
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::ActivityEdit edit = read_edit(fields, false);
    edit.values.is_active = fields.optional_boolean("is_active");
    edit.values.terms = read_terms(fields);
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return edit;
}

std::optional<domain::CivilDate> optional_date(base::Fields& fields, std::string_view name) {
    const auto text = fields.optional_text(name, up_to(label_characters_max));
    if (!text) return std::nullopt;
    const auto date = domain::parse_date(*text);
    if (!date) {
        fields.refuse(name, base::ErrorCode::invalid_field, "Must be a date such as 2026-03-29.");
    }
    return date;
}

// Of an activity that is there (`activity_id`), or of one that would be at the venue in the body.
base::Result<services::PreviewInput> read_preview(const Call& call,
                                                  std::optional<base::Uuid> activity_id) {
    const auto body = read_json(call, activity_id.has_value());
    if (!body) return base::fail(body.error());
    base::Fields fields(*body, "");
    services::PreviewInput input;
    input.activity_id = activity_id;
    if (!activity_id) {
        input.venue_id = fields.uuid("venue_id");
    }
    input.schedule = read_schedule(fields);
    if (!activity_id && !input.schedule) fields.require("schedule");
    input.duration_minutes = read_duration(fields);
    if (!activity_id && !input.duration_minutes) fields.require("duration_minutes");
    input.from = optional_date(fields, "from");
    input.days = static_cast<int>(
        fields.optional_integer("days", 1, base::availability_days_max).value_or(input.days));
    if (auto error = fields.finish()) return base::fail(std::move(*error));
    return input;
}

// "2026-03-29T01:30", a time that no clock showed or at which nothing is made.
std::string civil_text(domain::CivilTime time) {
    const auto date = std::chrono::floor<std::chrono::days>(time);
    return domain::format_date(date) + "T" +
           domain::format_time_of_day(
               std::chrono::duration_cast<std::chrono::minutes>(time - date));
}

boost::json::object preview_json(const services::Preview& preview) {
    boost::json::array sessions;
    for (const domain::Slot& slot : preview.plan.slots) {
        boost::json::object session;
        session["start_time"] = base::to_iso(slot.start);
        session["end_time"] = base::to_iso(slot.end);
        session["local_start"] = preview.zone.format_iso(slot.start);
        sessions.push_back(std::move(session));
    }
    boost::json::array skipped;
    for (const domain::SkippedSlot& slot : preview.plan.skipped) {
        boost::json::object left_out;
        left_out["local_start"] = civil_text(slot.local_start);
        left_out["reason"] = domain::to_string(slot.reason);
        skipped.push_back(std::move(left_out));
    }
    boost::json::object json;
    json["time_zone"] = preview.zone.name();
    json["sessions"] = std::move(sessions);
    json["skipped"] = std::move(skipped);
    const auto* conflicts = preview.conflicts.if_contains("conflicts");
    json["conflict_count"] =
        conflicts == nullptr ? 0 : preview.conflicts.at("conflict_count").as_int64();
    json["conflicts"] =
        conflicts == nullptr ? boost::json::value(boost::json::array()) : *conflicts;
    return json;
}

base::Task<http::Response> preview(Call call, std::optional<base::Uuid> activity_id) {
    auto input = read_preview(call, activity_id);
    if (!input) co_return problem(call, input.error());
    const auto previewed =
        co_await services::preview_activity(call.context, *call.staff, std::move(*input));
    if (!previewed) co_return problem(call, previewed.error());
    co_return json_reply(200, preview_json(*previewed));
}

}  // namespace

// GET /v1/activities
base::Task<http::Response> list_activities(Call call) {
    const auto venue_id = optional_query_id(call, "venue_id");
    if (!venue_id) co_return problem(call, venue_id.error());
    std::vector<std::string_view> names = {"venue_id"};
    const auto page = read_page(call, std::move(names));
    if (!page) co_return problem(call, page.error());
    const auto activities = co_await services::list_activities(call.context, *call.staff, *venue_id,
                                                               page->limit, page->starting_after);
    if (!activities) co_return problem(call, activities.error());
    co_return list_reply(*activities);
}

// POST /v1/activities
base::Task<http::Response> create_activity(Call call) {
    auto input = read_input(call);
    if (!input) co_return problem(call, input.error());
    auto idempotency = read_idempotency(call, false);
    if (!idempotency) co_return problem(call, idempotency.error());
    const auto activity = co_await services::create_activity(
        call.context, *call.staff, std::move(*input), std::move(*idempotency));
    if (!activity) co_return problem(call, activity.error());
    co_return document_reply(201, *activity);
}

// POST /v1/activities/preview
base::Task<http::Response> preview_new_activity(Call call) {
    co_return co_await preview(std::move(call), std::nullopt);
}

// GET /v1/activities/{id}
base::Task<http::Response> get_activity(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::activity_not_found);
    if (!id) co_return problem(call, id.error());
    const auto activity = co_await services::read_activity(call.context, *call.staff, *id);
    if (!activity) co_return problem(call, activity.error());
    co_return document_reply(200, *activity);
}

// PATCH /v1/activities/{id}
base::Task<http::Response> update_activity(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::activity_not_found);
    if (!id) co_return problem(call, id.error());
    auto edit = read_change(call);
    if (!edit) co_return problem(call, edit.error());
    const auto version = read_expected_version(call);
    if (!version) co_return problem(call, version.error());
    const auto activity = co_await services::update_activity(call.context, *call.staff, *id,
                                                             *version, std::move(*edit));
    if (!activity) co_return problem(call, activity.error());
    co_return document_reply(200, *activity);
}

// POST /v1/activities/{id}/preview
base::Task<http::Response> preview_activity(Call call) {
    const auto id = read_id(call, 0, base::ErrorCode::activity_not_found);
    if (!id) co_return problem(call, id.error());
    co_return co_await preview(std::move(call), *id);
}

}  // namespace api::handlers

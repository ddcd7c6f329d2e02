// Activities of an organization, for its staff.
#include "services/activities.hpp"

#include <algorithm>

#include "base/fields.hpp"
#include "services/sessions.hpp"

namespace services {
namespace {

base::Error invalid(std::string param, std::string detail) {
    base::Error error;
    error.code = base::ErrorCode::invalid_field;
    error.param = std::move(param);
    error.detail = std::move(detail);
    return error;
}

// What of an activity has to fit together.
struct Parts {
    std::int64_t duration_minutes = 0;
    std::int64_t capacity = 0;
    std::int64_t min_party = 0;
    std::int64_t max_party = 0;
    domain::Schedule schedule;
};

std::optional<base::Error> check(const Parts& parts, const std::optional<std::string>& currency,
                                 const store::SessionBasis& basis) {
    if (parts.max_party < parts.min_party) {
        return invalid("/max_party", "Must not be below min_party, which is " +
                                         std::to_string(parts.min_party) + ".");
    }
    if (parts.max_party > parts.capacity) {
        return invalid("/max_party", "Must not be above the capacity, which is " +
                                         std::to_string(parts.capacity) + ".");
    }
    if (currency && *currency != basis.currency) {
        return invalid("/price/currency", "The organization sells in " + basis.currency + ".");
    }
    return domain::check_schedule(parts.schedule, std::chrono::minutes(parts.duration_minutes),
                                  "/schedule");
}

// A schedule that the database has kept was checked when it came in.
domain::Schedule schedule_of(const boost::json::object& activity) {
    auto schedule = domain::parse_schedule(activity.at("schedule"), "/schedule");
    if (!schedule) throw std::logic_error("an activity has a schedule that cannot be read");
    return std::move(*schedule);
}

// The activity of the document as it would be after the edit.
Parts parts_after(const boost::json::object& activity, const ActivityEdit& edit) {
    Parts parts;
    const auto& values = edit.values;
    parts.duration_minutes =
        values.duration_minutes.value_or(store::integer_at(activity, "duration_minutes"));
    parts.capacity = values.capacity.value_or(store::integer_at(activity, "capacity"));
    parts.min_party = values.min_party.value_or(store::integer_at(activity, "min_party"));
    parts.max_party = values.max_party.value_or(store::integer_at(activity, "max_party"));
    parts.schedule = edit.schedule ? *edit.schedule : schedule_of(activity);
    return parts;
}

std::string to_text(const domain::Schedule& schedule) {
    return boost::json::serialize(domain::schedule_to_json(schedule));
}

base::Result<store::WantedSessions> wanted_of(const Context& context, const Parts& parts,
                                              const std::string& time_zone) {
    store::ActivitySchedule activity;
    activity.duration_minutes = static_cast<int>(parts.duration_minutes);
    activity.schedule = to_text(parts.schedule);
    activity.time_zone = time_zone;
    return wanted_sessions(activity, context.clock->now(), context.rules->session_horizon_days);
}

bool moves_sessions(const ActivityEdit& edit) {
    const auto& values = edit.values;
    return edit.schedule || values.duration_minutes || values.capacity || values.price_minor ||
           values.is_active.value_or(false);
}

// The part of a preview that needs no database.
base::Result<Preview> plan_preview(const PreviewInput& input, const store::SessionBasis& basis,
                                   domain::CivilDate today) {
    const auto zone = domain::TimeZone::find(basis.time_zone);
    if (!zone) return base::fail(zone.error());
    const domain::Schedule schedule =
        input.schedule ? *input.schedule : schedule_of(basis.activity);
    const std::chrono::minutes duration(
        input.duration_minutes ? *input.duration_minutes
                               : store::integer_at(basis.activity, "duration_minutes"));
    if (auto error = domain::check_schedule(schedule, duration, "/schedule")) {
        return base::fail(std::move(*error));
    }
    const domain::CivilDate from = input.from.value_or(today);
    Preview preview{.zone = *zone, .plan = {}, .conflicts = {}};
    preview.plan = domain::generate_slots(schedule, duration, *zone, from,
                                          from + std::chrono::days(input.days - 1));
    return preview;
}

}  // namespace

base::Task<base::Result<store::Outcome>> list_activities(Context context, Staff staff,
                                                         std::optional<base::Uuid> venue_id,
                                                         int limit,
                                                         std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_activities(as_staff(context, staff), venue_id, limit,
                                              starting_after);
}

base::Task<base::Result<store::Outcome>> read_activity(Context context, Staff staff,
                                                       base::Uuid id) {
    co_return co_await store::read_activity(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> create_activity(Context context, Staff staff,
                                                         ActivityInput input,
                                                         store::Idempotency idempotency) {
    const auto basis = co_await store::read_session_basis(as_staff(context, staff), std::nullopt,
                                                          input.venue_id, "activities:write");
    if (!basis) co_return base::fail(basis.error());
    store::ActivityChange& values = input.values;
    Parts parts;
    parts.duration_minutes = values.duration_minutes.value();
    parts.capacity = values.capacity.value();
    parts.min_party = values.min_party.value_or(1);
    parts.max_party = values.max_party.value_or(parts.capacity);
    parts.schedule = std::move(input.schedule);
    if (auto error = check(parts, input.currency, *basis)) co_return base::fail(std::move(*error));
    auto sessions = wanted_of(context, parts, basis->time_zone);
    if (!sessions) co_return base::fail(std::move(sessions.error()));

    store::NewActivity activity;
    activity.id = base::new_uuid(context.clock->now());
    activity.venue_id = input.venue_id;
    activity.mode = std::move(input.mode);
    activity.time_zone = basis->time_zone;
    activity.values = std::move(values);
    activity.values.min_party = parts.min_party;
    activity.values.max_party = parts.max_party;
    activity.values.schedule = to_text(parts.schedule);
    co_return co_await store::create_activity(as_staff(context, staff), std::move(activity),
                                              std::move(*sessions), std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> update_activity(Context context, Staff staff,
                                                         base::Uuid id,
                                                         std::int64_t expected_version,
                                                         ActivityEdit edit) {
    auto basis = co_await store::read_session_basis(as_staff(context, staff), id, std::nullopt,
                                                    "activities:write");
    if (!basis) co_return base::fail(std::move(basis.error()));
    const std::int64_t version = store::integer_at(basis->activity, "version");
    if (version != expected_version) {
        base::Error error;
        error.code = base::ErrorCode::precondition_failed;
        error.facts.emplace_back("version", version);
        co_return base::fail(std::move(error));
    }
    const Parts parts = parts_after(basis->activity, edit);
    if (auto error = check(parts, edit.currency, *basis)) co_return base::fail(std::move(*error));
    if (edit.schedule) edit.values.schedule = to_text(parts.schedule);
    std::optional<store::WantedSessions> sessions;
    if (moves_sessions(edit)) {
        auto wanted = wanted_of(context, parts, basis->time_zone);
        if (!wanted) co_return base::fail(std::move(wanted.error()));
        sessions = std::move(*wanted);
    }
    co_return co_await store::update_activity(as_staff(context, staff), id, expected_version,
                                              std::move(edit.values), std::move(*basis),
                                              std::move(sessions));
}

base::Task<base::Result<Preview>> preview_activity(Context context, Staff staff,
                                                   PreviewInput input) {
    const auto basis = co_await store::read_session_basis(
        as_staff(context, staff), input.activity_id, input.venue_id, "activities:read");
    if (!basis) co_return base::fail(basis.error());
    const base::Instant now = context.clock->now();
    const auto zone = domain::TimeZone::find(basis->time_zone);
    if (!zone) co_return base::fail(zone.error());
    const domain::CivilDate today = zone->civil_date(now);
    auto preview = plan_preview(input, *basis, today);
    if (!preview || !input.activity_id) co_return preview;

    // What began is history: nothing can be in conflict with it.
    const domain::CivilDate from = input.from.value_or(today);
    store::WantedSessions wanted;
    wanted.from = std::max(now, zone->start_of_day(from));
    for (const domain::Slot& slot : preview->plan.slots) {
        if (slot.start < wanted.from) continue;
        store::SessionTimes times;
        times.start_time = slot.start;
        times.end_time = slot.end;
        wanted.sessions.push_back(times);
    }
    const base::Instant to = zone->start_of_day(from + std::chrono::days(input.days));
    auto conflicts = co_await store::preview_conflicts(as_staff(context, staff), *input.activity_id,
                                                       to, std::move(wanted));
    if (!conflicts) co_return base::fail(std::move(conflicts.error()));
    preview->conflicts = std::move(conflicts->value);
    co_return preview;
}

}  // namespace services

// Making sessions from schedules, and what operators do to them.
#include "services/sessions.hpp"

#include <algorithm>

#include "base/fields.hpp"
#include "domain/schedule.hpp"
#include "domain/time_zone.hpp"

namespace services {

store::Context as_engine(const Context& context) {
    store::Context result;
    result.database = context.database;
    result.claims = store::engine();
    result.deadline = context.deadline;
    return result;
}

base::Result<domain::SlotPlan> plan_sessions(const store::ActivitySchedule& activity,
                                             base::Instant now, int horizon_days) {
    const std::chrono::minutes duration(activity.duration_minutes);
    const auto json = base::parse_json(activity.schedule);
    if (!json) return base::fail(json.error());
    const auto schedule = domain::parse_schedule(*json, "");
    if (!schedule) return base::fail(schedule.error());
    if (auto error = domain::check_schedule(*schedule, duration, "")) return base::fail(*error);
    const auto zone = domain::TimeZone::find(activity.time_zone);
    if (!zone) return base::fail(zone.error());

    const domain::CivilDate today = zone->civil_date(now);
    auto plan = domain::generate_slots(*schedule, duration, *zone, today,
                                       today + std::chrono::days(horizon_days));
    std::erase_if(plan.slots, [now](const domain::Slot& slot) { return slot.start < now; });
    return plan;
}

base::Result<store::WantedSessions> wanted_sessions(const store::ActivitySchedule& activity,
                                                    base::Instant now, int horizon_days) {
    const auto plan = plan_sessions(activity, now, horizon_days);
    if (!plan) return base::fail(plan.error());
    const auto zone = domain::TimeZone::find(activity.time_zone);
    if (!zone) return base::fail(zone.error());
    store::WantedSessions wanted;
    wanted.from = now;
    wanted.until_date =
        domain::format_date(zone->civil_date(now) + std::chrono::days(horizon_days));
    wanted.sessions.reserve(plan->slots.size());
    for (const domain::Slot& slot : plan->slots) {
        store::SessionTimes times;
        times.id = base::new_uuid(now);
        times.start_time = slot.start;
        times.end_time = slot.end;
        wanted.sessions.push_back(times);
    }
    return wanted;
}

base::Task<base::Result<store::SessionChanges>> generate_sessions(Context context,
                                                                  store::ActivitySchedule activity,
                                                                  int horizon_days) {
    auto wanted = wanted_sessions(activity, context.clock->now(), horizon_days);
    if (!wanted) co_return base::fail(wanted.error());
    co_return co_await store::sync_sessions(as_engine(context), std::move(activity),
                                            std::move(*wanted));
}

base::Task<base::Result<store::SessionChanges>> change_schedule(Context context,
                                                                base::Uuid activity_id,
                                                                std::string schedule,
                                                                int horizon_days) {
    auto activity = co_await store::read_activity_schedule(as_engine(context), activity_id);
    if (!activity) co_return base::fail(std::move(activity.error()));
    activity->schedule = std::move(schedule);
    const auto plan = plan_sessions(*activity, context.clock->now(), horizon_days);
    if (!plan) co_return base::fail(plan.error());

    auto version = co_await store::update_activity_schedule(
        as_engine(context), activity_id, activity->schedule_version, activity->schedule);
    if (!version) co_return base::fail(std::move(version.error()));
    activity->schedule_version = *version;
    co_return co_await generate_sessions(context, std::move(*activity), horizon_days);
}

base::Task<base::Result<store::SessionState>> close_session(Context context, base::Uuid session_id,
                                                            std::optional<std::string> reason,
                                                            std::string note) {
    const auto organization =
        co_await store::find_session_organization(as_engine(context), session_id);
    if (!organization) co_return base::fail(organization.error());
    co_return co_await store::set_session_closed(as_engine(context), *organization, session_id,
                                                 std::move(reason), std::move(note));
}

base::Task<base::Result<store::SessionState>> resize_session(Context context, base::Uuid session_id,
                                                             int capacity_total) {
    const auto organization =
        co_await store::find_session_organization(as_engine(context), session_id);
    if (!organization) co_return base::fail(organization.error());
    auto resized = co_await store::resize_session(as_engine(context), *organization, session_id,
                                                  capacity_total);
    if (!resized && resized.error().code == base::ErrorCode::invalid_spots) {
        resized.error().detail = refusal_to_resize(resized.error());
    }
    co_return resized;
}

std::string refusal_to_resize(const base::Error& error) {
    for (const auto& [name, value] : error.facts) {
        if (name == "taken" && value > 0) {
            return std::to_string(value) +
                   " seats are taken. A session keeps those, and a private one that somebody has "
                   "keeps its size.";
        }
    }
    return "A session has 1 to 1000 seats.";
}

}  // namespace services

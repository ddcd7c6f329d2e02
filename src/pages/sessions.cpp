// GET /book/{embed_key}/{activity_id}: party, day and time.
#include "pages/sessions.hpp"

#include <algorithm>

#include "api/input.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "pages/day_view.hpp"
#include "pages/handlers.hpp"
#include "pages/offer.hpp"
#include "pages/page.hpp"
#include "pages/refusal.hpp"
#include "pages/request_token.hpp"
#include "pages/words.hpp"
#include "services/availability.hpp"

namespace pages {
namespace {

constexpr int usual_party = 2;

base::Task<base::Result<store::Availability>> list(api::Call call, base::Uuid activity_id,
                                                   Window days, std::optional<int> party) {
    services::AvailabilityInput input;
    input.activity_id = activity_id;
    input.from = domain::format_date(days.first);
    input.to = domain::format_date(days.last);
    input.spots = party;
    co_return co_await services::list_availability(call.context, api::visitor_of(call),
                                                   std::move(input));
}

// From this day on, as far as one question reaches.
Window days_from(domain::CivilDate first, const Window& window) {
    const auto reach = std::chrono::days(base::availability_days_max - 1);
    return Window{first, std::min(window.last, first + reach)};
}

// Everything about the page that needs no sessions. The party is one that can be chosen.
base::Result<DayView> begin_view(const api::Call& call, const store::Embed& embed,
                                 const store::Activity& activity, const Wish& wish) {
    const auto zone = domain::TimeZone::find(venue_of(embed, activity).time_zone);
    if (!zone) return base::fail(zone.error());
    const Window window = booking_window(activity, *zone, call.context.clock->now());
    const PartyRange parties = party_range(activity, call.context.rules->holds.spots_per_hold_max);
    Choice choice;
    choice.date = window.first;
    choice.party = std::clamp(wish.party.value_or(usual_party), parties.min, parties.max);
    return DayView{call.path_value(0), activity, *zone, window, parties, choice};
}

boost::json::object notice_of(const base::Error& trouble) {
    Words words = words_for(trouble);
    boost::json::object notice;
    notice["heading"] = std::move(words.heading);
    notice["text"] = std::move(words.text);
    return notice;
}

std::string week_path(const DayView& view, std::optional<domain::CivilDate> date) {
    if (!date) return {};
    Choice choice = view.choice;
    choice.date = *date;
    return day_path(view.embed_key, view.activity.id, choice) + "#days";
}

boost::json::object view_values(const DayView& view, const TwoWeeks& weeks,
                                const std::vector<store::Session>& sessions) {
    boost::json::object values;
    values["activity_path"] = activity_path(view.embed_key, view.activity.id);
    values["day_path"] = day_path(view.embed_key, view.activity.id, view.choice);
    values["date"] = domain::format_date(view.choice.date);
    values["day"] = day_in_words(view.choice.date);
    values["chosen_party"] = view.choice.party;
    values["chosen_party_words"] = people_in_words(view.choice.party);
    values["parties"] = party_values(view);
    values["weeks"] = days_in_words(weeks.first(), weeks.last());
    values["days"] = days_values(view, weeks);
    values["earlier"] = week_path(view, weeks.earlier);
    values["later"] = week_path(view, weeks.later);
    values["months"] = months_values(view);
    values["times"] = times_values(view, sessions);
    values["has_times"] = !values["times"].as_array().empty();
    values["time_zone"] = view.zone.name();
    // Sent with the form: a second press of the button is the same request, not a second hold.
    values["request"] = new_request_token();
    return values;
}

int free_times_on(domain::CivilDate date, const TwoWeeks& weeks) {
    const auto day = std::find_if(weeks.days.begin(), weeks.days.end(),
                                  [&](const Day& candidate) { return candidate.date == date; });
    return day == weeks.days.end() ? 0 : day->free_times;
}

}  // namespace

Wish read_wish(const api::Call& call) {
    Wish wish;
    wish.date = domain::parse_date(call.request.query_value("date").value_or(""));
    const auto party = base::parse_integer(call.request.query_value("party").value_or(""));
    if (party && *party >= 1 && *party <= base::spots_max) wish.party = static_cast<int>(*party);
    return wish;
}

base::Task<http::Response> sessions_page(api::Call call, base::Uuid activity_id, Wish wish,
                                         std::optional<base::Error> trouble) {
    const auto embed = co_await services::read_embed(call.context, api::visitor_of(call));
    if (!embed) co_return refusal_page(call, embed.error());
    const store::Activity* activity = find_activity(*embed, activity_id);
    if (activity == nullptr) {
        co_return refusal_page(call, error_of(base::ErrorCode::activity_not_found), *embed);
    }
    auto view = begin_view(call, *embed, *activity, wish);
    if (!view) co_return refusal_page(call, view.error(), *embed);

    const Window window = view->window;
    if (wish.date && window.contains(*wish.date)) {
        view->choice.date = *wish.date;
    } else {
        const auto free =
            co_await list(call, activity_id, days_from(window.first, window), view->choice.party);
        if (!free) co_return refusal_page(call, free.error(), *embed);
        if (!free->sessions.empty()) {
            view->choice.date = view->zone.civil_date(free->sessions.front().start_time);
        }
    }

    TwoWeeks weeks = two_weeks_of(view->choice.date, window);
    Window shown;
    shown.first = weeks.first();
    shown.last = weeks.last();
    const auto available = co_await list(call, activity_id, shown, std::nullopt);
    if (!available) co_return refusal_page(call, available.error(), *embed);
    count_sessions(weeks, available->sessions, view->zone, *activity, view->choice.party);

    boost::json::object values = frame_of(call, *embed, activity->name);
    values["activity"] = activity_values(*embed, *activity, call.context.rules->holds);
    for (auto& member : view_values(*view, weeks, available->sessions)) {
        values[member.key()] = std::move(member.value());
    }
    if (free_times_on(view->choice.date, weeks) == 0) {
        const auto free = co_await list(call, activity_id, days_from(view->choice.date, window),
                                        view->choice.party);
        if (!free) co_return refusal_page(call, free.error(), *embed);
        values["has_no_free_time"] = true;
        values["next_days"] = next_days_values(*view, free->sessions);
    }
    if (!trouble) {
        boost::json::object widget = widget_of(call);
        widget["activity"] = base::to_string(activity_id);
        values["widget"] = std::move(widget);
        co_return page(200, "sessions", std::move(values), framed_by_allowed_domains(call));
    }
    values["notice"] = notice_of(*trouble);
    values["title"] = words_for(*trouble).heading + " · " + embed->organization.name;
    co_return problem_page(call, *trouble, "sessions", std::move(values),
                           framed_by_allowed_domains(call));
}

base::Task<http::Response> get_sessions(api::Call call) {
    // What is no id names no activity, and so does the id of nothing.
    const auto id = base::parse_uuid(call.path_value(1)).value_or(base::Uuid());
    co_return co_await sessions_page(call, id, read_wish(call), std::nullopt);
}

}  // namespace pages

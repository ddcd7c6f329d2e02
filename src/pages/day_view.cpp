// The page of an activity as values for its template.
#include "pages/day_view.hpp"

#include "pages/offer.hpp"
#include "pages/words.hpp"

namespace pages {
namespace {

// With this many seats or fewer a time says how many are left.
constexpr int scarce_seats = 3;
constexpr std::size_t next_days_max = 3;

// After a click on a day its times are what the visitor wants to see.
std::string times_of_day_path(const DayView& view, domain::CivilDate date) {
    Choice choice = view.choice;
    choice.date = date;
    return day_path(view.embed_key, view.activity.id, choice) + "#times";
}

std::string free_times_in_words(const Day& day) {
    if (day.free_times == 0) return "sold out";
    return day.free_times == 1 ? "1 time free" : std::to_string(day.free_times) + " times free";
}

std::string seats_text(const store::Session& session, Fit fit) {
    const std::string left = std::to_string(session.capacity_remaining) + " left";
    switch (fit) {
        case Fit::sold_out:
            return "Sold out";
        case Fit::too_few_left:
            return "Only " + left;
        case Fit::fits:
            break;
    }
    return session.capacity_remaining <= scarce_seats ? left : std::string();
}

}  // namespace

boost::json::array party_values(const DayView& view) {
    boost::json::array values;
    for (int party = view.parties.min; party <= view.parties.max; ++party) {
        boost::json::object item;
        item["party"] = party;
        item["words"] = people_in_words(party);
        item["is_chosen"] = party == view.choice.party;
        values.push_back(std::move(item));
    }
    return values;
}

boost::json::array days_values(const DayView& view, const TwoWeeks& weeks) {
    boost::json::array values;
    for (const Day& day : weeks.days) {
        const std::chrono::year_month_day date{day.date};
        const unsigned number = static_cast<unsigned>(date.day());
        const bool begins_month = number == 1 || day.date == weeks.first();
        boost::json::object item;
        item["number"] = number;
        item["month"] = begins_month ? month_in_words(day.date).substr(0, 3) : "";
        item["words"] = day_in_words(day.date);
        item["is_chosen"] = day.date == view.choice.date;
        item["is_full"] = day.times > 0 && day.free_times == 0;
        if (view.window.contains(day.date) && day.times > 0) {
            item["href"] = times_of_day_path(view, day.date);
            item["free"] = free_times_in_words(day);
        }
        values.push_back(std::move(item));
    }
    return values;
}

boost::json::array months_values(const DayView& view) {
    const std::chrono::year_month_day chosen{view.choice.date};
    boost::json::array values;
    for (const domain::CivilDate first : months_of(view.window)) {
        const std::chrono::year_month_day day{first};
        boost::json::object item;
        item["words"] = month_in_words(first);
        item["href"] = times_of_day_path(view, first);
        item["is_chosen"] = day.year() == chosen.year() && day.month() == chosen.month();
        values.push_back(std::move(item));
    }
    return values;
}

boost::json::array times_values(const DayView& view, const std::vector<store::Session>& sessions) {
    boost::json::array values;
    for (const store::Session& session : sessions) {
        if (view.zone.civil_date(session.start_time) != view.choice.date) continue;
        const Fit session_fit = fit(session, view.activity, view.choice.party);
        // A private session is whole or taken: its seats say nothing to the visitor.
        const bool counts_seats =
            view.activity.mode != domain::BookingMode::private_session || session_fit != Fit::fits;
        boost::json::object item;
        item["session_id"] = base::to_string(session.id);
        item["start"] = time_in_words(view.zone.civil_time(session.start_time));
        item["end"] = time_in_words(view.zone.civil_time(session.end_time));
        item["price"] = price_in_words(view.activity.mode, session.price_minor, session.currency);
        item["seats"] = counts_seats ? seats_text(session, session_fit) : "";
        item["is_free"] = session_fit == Fit::fits;
        values.push_back(std::move(item));
    }
    return values;
}

boost::json::array next_days_values(const DayView& view,
                                    const std::vector<store::Session>& sessions) {
    boost::json::array values;
    std::optional<domain::CivilDate> previous;
    for (const store::Session& session : sessions) {
        const auto time = view.zone.civil_time(session.start_time);
        const auto date = std::chrono::floor<std::chrono::days>(time);
        if (previous == date) continue;
        if (values.size() == next_days_max) break;
        previous = date;
        boost::json::object item;
        item["words"] = day_in_words(date);
        item["start"] = time_in_words(time);
        item["href"] = times_of_day_path(view, date);
        values.push_back(std::move(item));
    }
    return values;
}

}  // namespace pages

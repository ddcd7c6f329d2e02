// Days, times, amounts and numbers as people read them.
#include "pages/words.hpp"

#include <array>
#include <stdexcept>
#include <string_view>

#include "domain/money.hpp"

namespace pages {
namespace {

constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string day_number(domain::CivilDate date) {
    return std::to_string(static_cast<unsigned>(std::chrono::year_month_day{date}.day()));
}

}  // namespace

std::string day_in_words(domain::CivilDate date) {
    std::string weekday(domain::weekday_names[domain::weekday_index(date)]);
    weekday.front() = static_cast<char>(weekday.front() - 'a' + 'A');
    return weekday + " " + day_number(date) + " " + month_in_words(date);
}

std::string day_and_year_in_words(domain::CivilDate date) {
    const std::chrono::year_month_day day{date};
    return day_in_words(date) + " " + std::to_string(static_cast<int>(day.year()));
}

std::string days_in_words(domain::CivilDate first, domain::CivilDate last) {
    const std::chrono::year_month_day from{first};
    const std::chrono::year_month_day to{last};
    if (from.year() == to.year() && from.month() == to.month()) {
        return day_number(first) + " to " + day_number(last) + " " + month_in_words(last);
    }
    const auto short_day = [](domain::CivilDate date) {
        return day_number(date) + " " + month_in_words(date).substr(0, 3);
    };
    return short_day(first) + " to " + short_day(last);
}

std::string month_in_words(domain::CivilDate date) {
    const std::chrono::year_month_day day{date};
    return std::string(months[static_cast<unsigned>(day.month()) - 1]);
}

std::string time_in_words(domain::CivilTime time) {
    return domain::format_time_of_day(time - std::chrono::floor<std::chrono::days>(time));
}

std::string duration_in_words(std::chrono::minutes length) {
    const auto hours = std::chrono::floor<std::chrono::hours>(length);
    const auto minutes = length - hours;
    const std::string minutes_text = counted(minutes.count(), "minute", "minutes");
    // An hour is said in minutes, as activities are sold: "60 minutes".
    if (length <= std::chrono::minutes{90}) return counted(length.count(), "minute", "minutes");
    const std::string hours_text = counted(hours.count(), "hour", "hours");
    return minutes.count() == 0 ? hours_text : hours_text + " " + minutes_text;
}

std::string people_in_words(int count) {
    return counted(count, "person", "people");
}

std::string people_in_words(int min, int max) {
    if (min == max) return people_in_words(min);
    return std::to_string(min) + " to " + people_in_words(max);
}

std::string seats_in_words(int count) {
    return counted(count, "seat", "seats");
}

std::string money_in_words(std::int64_t minor, const std::string& currency) {
    const auto known = domain::parse_currency(currency);
    // Without its number of digits an amount cannot be written: better no page than a wrong price.
    if (!known) throw std::logic_error("the currency " + currency + " is not in domain/money.cpp");
    return domain::format_display(domain::Money{minor, *known});
}

}  // namespace pages

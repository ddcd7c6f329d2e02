// Strict reading and writing of dates and times of day.
#include "domain/civil.hpp"

#include "base/text.hpp"

namespace domain {
namespace {

// The decimal number of exactly these characters; nullopt where one is not a digit.
std::optional<int> parse_digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::optional<CivilDate> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = parse_digits(text.substr(0, 4));
    const auto month = parse_digits(text.substr(5, 2));
    const auto day = parse_digits(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    if (*year < civil_year_min || *year > civil_year_max) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return CivilDate{date};
}

std::string format_date(CivilDate date) {
    const std::chrono::year_month_day parts{date};
    std::string text;
    text.reserve(10);
    base::append_padded(text, static_cast<int>(parts.year()), 4);
    text += '-';
    base::append_padded(text, static_cast<unsigned>(parts.month()), 2);
    text += '-';
    base::append_padded(text, static_cast<unsigned>(parts.day()), 2);
    return text;
}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hours = parse_digits(text.substr(0, 2));
    const auto minutes = parse_digits(text.substr(3, 2));
    if (!hours || !minutes || *minutes > 59) return std::nullopt;
    const auto time = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    if (time > day_length) return std::nullopt;
    return time;
}

std::string format_time_of_day(std::chrono::minutes since_midnight) {
    std::string text;
    base::append_padded(text, since_midnight.count() / 60, 2);
    text += ':';
    base::append_padded(text, since_midnight.count() % 60, 2);
    return text;
}

}  // namespace domain

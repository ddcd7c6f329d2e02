// Small questions about text.
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace base {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Length in bytes of the valid UTF-8 sequence at the start of `text`, 0 where there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    std::size_t length = 0;
    std::uint32_t point = 0;
    if ((first & 0xe0) == 0xc0) {
        length = 2;
        point = first & 0x1fu;
    } else if ((first & 0xf0) == 0xe0) {
        length = 3;
        point = first & 0x0fu;
    } else if ((first & 0xf8) == 0xf0) {
        length = 4;
        point = first & 0x07u;
    } else {
        return 0;
    }
    if (text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
        point = (point << 6) | (byte(i) & 0x3fu);
    }
    static constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    return point < smallest[length] || surrogate || point > 0x10ffff ? 0 : length;
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// Reads "2026-03-29 01:30:00.5+00" from left to right. After the first thing that does not fit,
// `fits` is false and what was read means nothing.
class TimestampReader {
public:
    explicit TimestampReader(std::string_view text) : text_(text) {}

    int number(std::size_t digits_min, std::size_t digits_max) {
        int value = 0;
        std::size_t digits = 0;
        while (digits < digits_max && !text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
            value = value * 10 + (text_[0] - '0');
            text_.remove_prefix(1);
            ++digits;
        }
        if (digits < digits_min) fits_ = false;
        return value;
    }

    bool skip(std::string_view expected) {
        if (!text_.starts_with(expected)) return false;
        text_.remove_prefix(expected.size());
        return true;
    }

    void require(std::string_view expected) {
        if (!skip(expected)) fits_ = false;
    }

    // What follows the decimal point, as microseconds: PostgreSQL leaves out zeros at the end.
    std::chrono::microseconds fraction() {
        const std::size_t before = text_.size();
        int value = number(1, 6);
        for (std::size_t digits = before - text_.size(); digits < 6; ++digits) value *= 10;
        return std::chrono::microseconds(value);
    }

    bool fits_to_the_end() const { return fits_ && text_.empty(); }

private:
    std::string_view text_;
    bool fits_ = true;
};

}  // namespace

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::vector<std::string> split_list(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        const std::string_view part = trim(text.substr(0, end));
        if (!part.empty()) parts.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::optional<std::size_t> utf8_length(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0) return std::nullopt;
        text.remove_prefix(length);
        ++count;
    }
    return count;
}

std::string as_utf8(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0) {
            result += "\xEF\xBF\xBD";
        } else {
            result += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

std::string_view beginning_of(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xc0) == 0x80) {
        --bytes_max;
    }
    return text.substr(0, bytes_max);
}

bool has_control_character(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
    }
    return false;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::string> normalize_email(std::string_view text) {
    std::string email = lower(trim(text));
    const std::size_t at = email.find('@');
    if (at == std::string::npos || at == 0 || at > 64 || email.size() > 254) return std::nullopt;
    if (email.find('@', at + 1) != std::string::npos) return std::nullopt;
    if (!utf8_length(email) || has_control_character(email)) return std::nullopt;
    if (email.find_first_of(" \"(),:;<>[\\]") != std::string::npos) return std::nullopt;
    const std::string_view local = std::string_view(email).substr(0, at);
    const std::string_view host = std::string_view(email).substr(at + 1);
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 2 >= host.size()) return std::nullopt;
    if (host.front() == '.' || host.front() == '-' || host.find("..") != host.npos ||
        local.front() == '.' || local.back() == '.' || local.find("..") != local.npos) {
        return std::nullopt;
    }
    for (const char c : host) {
        if (!is_host_character(c)) return std::nullopt;
    }
    return email;
}

void append_padded(std::string& text, std::int64_t number, std::size_t digits_min) {
    std::array<char, 20> digits{};
    std::size_t begin = digits.size();
    do {
        digits[--begin] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    while (digits.size() - begin < digits_min) digits[--begin] = '0';
    text.append(&digits[begin], digits.size() - begin);
}

std::string to_iso(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::milliseconds>(instant - day)};
    std::string text;
    text.reserve(24);
    append_padded(text, static_cast<int>(date.year()), 4);
    text += '-';
    append_padded(text, static_cast<unsigned>(date.month()), 2);
    text += '-';
    append_padded(text, static_cast<unsigned>(date.day()), 2);
    text += 'T';
    append_padded(text, time.hours().count(), 2);
    text += ':';
    append_padded(text, time.minutes().count(), 2);
    text += ':';
    append_padded(text, time.seconds().count(), 2);
    if (time.subseconds().count() != 0) {
        text += '.';
        append_padded(text, time.subseconds().count(), 3);
    }
    return text += 'Z';
}

std::optional<Instant> parse_instant(std::string_view text) {
    TimestampReader reader(text);
    const std::chrono::year year(reader.number(4, 6));
    reader.require("-");
    const std::chrono::month month(static_cast<unsigned>(reader.number(2, 2)));
    reader.require("-");
    const std::chrono::day day(static_cast<unsigned>(reader.number(2, 2)));
    if (!reader.skip(" ")) reader.require("T");
    const std::chrono::hours hours(reader.number(2, 2));
    reader.require(":");
    const std::chrono::minutes minutes(reader.number(2, 2));
    reader.require(":");
    const std::chrono::seconds seconds(reader.number(2, 2));
    const auto fraction = reader.skip(".") ? reader.fraction() : std::chrono::microseconds(0);
    if (!reader.skip("Z")) reader.require("+00");
    reader.skip(":00");
    const std::chrono::year_month_day date = year / month / day;
    const bool is_on_the_clock = hours < std::chrono::hours(24) &&
                                 minutes < std::chrono::minutes(60) &&
                                 seconds < std::chrono::seconds(60);
    if (!reader.fits_to_the_end() || !date.ok() || !is_on_the_clock) return std::nullopt;
    return std::chrono::sys_days(date) + hours + minutes + seconds + fraction;
}

}  // namespace base

// Calendar files.
#include "domain/calendar_file.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <string_view>

#include "base/text.hpp"

namespace domain {
namespace {

constexpr std::size_t line_bytes_max = 75;

// RFC 5545, 3.3.5: "20260328T100000Z".
std::string instant_text(base::Instant instant) {
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d%02d%02dT%02d%02d%02dZ", parts.tm_year + 1900,
                  parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return text.data();
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// RFC 5545, 3.3.11.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\n') {
            result += "\\n";
        } else if (c == '\\' || c == ';' || c == ',') {
            result += {'\\', c};
        } else {
            result += is_control(c) ? ' ' : c;
        }
    }
    return result;
}

// RFC 5545, 3.2: a value of a parameter in quotes has none itself.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) result += c == '"' ? '\'' : is_control(c) ? ' ' : c;
    return result + "\"";
}

// RFC 5545, 3.1: what is longer goes on in the next line, behind a space.
std::string folded(std::string_view line) {
    std::string result;
    std::size_t room = line_bytes_max;
    while (line.size() > room) {
        const std::string_view part = base::beginning_of(line, room);
        result += std::string(part) + "\r\n ";
        line.remove_prefix(part.size());
        room = line_bytes_max - 1;
    }
    return result + std::string(line) + "\r\n";
}

}  // namespace

std::string calendar_uid(std::string_view booking_id) {
    return std::string(booking_id) + "@bookingtms";
}

int calendar_sequence(std::int64_t change_count, bool is_cancelled) {
    return static_cast<int>(change_count * 2 + (is_cancelled ? 1 : 0));
}

std::string calendar_file(const CalendarEvent& event) {
    std::string file;
    const auto add = [&file](std::string_view name, std::string_view value) {
        file += folded(std::string(name) + ":" + std::string(value));
    };
    add("BEGIN", "VCALENDAR");
    add("VERSION", "2.0");
    add("PRODID", "-//BookingTMS//BookingTMS//EN");
    const bool invites = !event.organizer_address.empty();
    add("METHOD", !invites ? "PUBLISH" : event.is_cancelled ? "CANCEL" : "REQUEST");
    add("BEGIN", "VEVENT");
    add("UID", escaped(event.uid));
    add("SEQUENCE", std::to_string(event.sequence));
    add("DTSTAMP", instant_text(event.stamp));
    add("DTSTART", instant_text(event.start));
    add("DTEND", instant_text(event.end));
    add("SUMMARY", escaped(event.summary));
    if (!event.description.empty()) add("DESCRIPTION", escaped(event.description));
    if (!event.location.empty()) add("LOCATION", escaped(event.location));
    add("STATUS", event.is_cancelled ? "CANCELLED" : "CONFIRMED");
    if (invites) {
        add("ORGANIZER;CN=" + quoted(event.organizer_name), "mailto:" + event.organizer_address);
        add("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE", "mailto:" + event.attendee_address);
    }
    add("END", "VEVENT");
    add("END", "VCALENDAR");
    return file;
}

}  // namespace domain

// Calendar files (RFC 5545, RFC 5546): a booking as calendars take it in, change it and take it
// out.
#pragma once

#include <string>

#include "base/clock.hpp"

namespace domain {

struct CalendarEvent {
    std::string uid;   // the same through the life of the booking
    int sequence = 0;  // rises with each change; calendars take the highest
    bool is_cancelled = false;
    base::Instant stamp;  // when the file was made
    base::Instant start;
    base::Instant end;
    std::string summary;
    std::string description;
    std::string location;
    std::string organizer_name;
    std::string organizer_address;
    std::string attendee_address;
};

// The whole file with METHOD REQUEST or CANCEL: instants in UTC, texts escaped, lines of up to 75
// bytes that end with CRLF and break between characters.
std::string calendar_file(const CalendarEvent& event);

}  // namespace domain

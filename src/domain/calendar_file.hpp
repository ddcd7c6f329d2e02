// Calendar files (RFC 5545, RFC 5546): a booking as calendars take it in, change it and take it
// out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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
    // Of a file that comes by mail. A file that is only downloaded invites nobody and has none.
    std::string organizer_name;
    std::string organizer_address;
    std::string attendee_address;
};

// What names a booking in calendars through its whole life.
std::string calendar_uid(std::string_view booking_id);

// How often a booking was changed, and whether it is cancelled, as a number that rises with each:
// a booking may be cancelled without having been changed.
int calendar_sequence(std::int64_t change_count, bool is_cancelled);

// The whole file with METHOD REQUEST or CANCEL, PUBLISH without an organizer: instants in UTC,
// texts escaped, lines of up to 75 bytes that end with CRLF and break between characters.
std::string calendar_file(const CalendarEvent& event);

}  // namespace domain

// Calendar files. tests/api/mail_test.mjs reads them with a parser that is not ours.
#include "domain/calendar_file.hpp"

#include <gtest/gtest.h>

namespace {

domain::CalendarEvent sample() {
    domain::CalendarEvent event;
    event.uid = "b1@bookingtms";
    event.sequence = 3;
    event.stamp = base::Instant(std::chrono::seconds(1795393800));  // 2026-11-23 00:30 UTC
    event.start = event.stamp + std::chrono::hours(24);
    event.end = event.start + std::chrono::minutes(90);
    event.summary = "Kayak";
    event.organizer_name = "Tours";
    event.organizer_address = "tours@example.com";
    event.attendee_address = "ann@example.com";
    return event;
}

bool has_line(const std::string& file, const std::string& line) {
    return file.find("\r\n" + line + "\r\n") != std::string::npos;
}

TEST(CalendarFile, NamesInstantsInUtcAndItsPlaceAmongChanges) {
    const std::string file = domain::calendar_file(sample());
    EXPECT_TRUE(file.starts_with("BEGIN:VCALENDAR\r\n"));
    EXPECT_TRUE(has_line(file, "METHOD:REQUEST"));
    EXPECT_TRUE(has_line(file, "DTSTAMP:20261123T003000Z"));
    EXPECT_TRUE(has_line(file, "DTSTART:20261124T003000Z"));
    EXPECT_TRUE(has_line(file, "DTEND:20261124T020000Z"));
    EXPECT_TRUE(has_line(file, "SEQUENCE:3"));
    EXPECT_TRUE(has_line(file, "STATUS:CONFIRMED"));
}

TEST(CalendarFile, OfACancelledBookingTakesItOut) {
    domain::CalendarEvent event = sample();
    event.is_cancelled = true;
    const std::string file = domain::calendar_file(event);
    EXPECT_TRUE(has_line(file, "METHOD:CANCEL"));
    EXPECT_TRUE(has_line(file, "STATUS:CANCELLED"));
}

TEST(CalendarFile, EscapesWhatWouldEndAValue) {
    domain::CalendarEvent event = sample();
    event.summary = "a;b,c\\d\ne\rATTENDEE:x";
    event.organizer_name = "\"Tours\"\r\nX:y";
    const std::string file = domain::calendar_file(event);
    EXPECT_TRUE(has_line(file, "SUMMARY:a\\;b\\,c\\\\d\\ne ATTENDEE:x"));
    EXPECT_TRUE(has_line(file, "ORGANIZER;CN=\"'Tours'  X:y\":mailto:tours@example.com"));
}

TEST(CalendarFile, FoldsLinesBetweenCharacters) {
    domain::CalendarEvent event = sample();
    for (int i = 0; i < 100; ++i) event.summary += "é";
    std::string file = domain::calendar_file(event);
    std::size_t begin = 0;
    while (begin < file.size()) {
        const std::size_t end = file.find("\r\n", begin);
        EXPECT_LE(end - begin, 75U);
        // No line begins in the middle of a character.
        const std::size_t first = file[begin] == ' ' ? begin + 1 : begin;
        EXPECT_NE(static_cast<unsigned char>(file[first]) & 0xc0, 0x80);
        begin = end + 2;
    }
    for (std::size_t fold = file.find("\r\n "); fold != std::string::npos;
         fold = file.find("\r\n ")) {
        file.erase(fold, 3);
    }
    EXPECT_TRUE(has_line(file, "SUMMARY:" + event.summary));
}

}  // namespace

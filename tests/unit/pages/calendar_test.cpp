// Two weeks of days, inside the booking window, and what fits a party.
#include "pages/calendar.hpp"

#include <gtest/gtest.h>

namespace pages {
namespace {

using std::chrono::days;

domain::CivilDate date(const char* text) {
    return domain::parse_date(text).value();
}

Window window(const char* first, const char* last) {
    return {date(first), date(last)};
}

store::Session session(int total, int remaining) {
    store::Session session;
    session.capacity_total = total;
    session.capacity_remaining = remaining;
    return session;
}

store::Activity activity(domain::BookingMode mode, int min_party, int max_party, int capacity) {
    store::Activity activity;
    activity.mode = mode;
    activity.min_party = min_party;
    activity.max_party = max_party;
    activity.capacity = capacity;
    activity.booking_window_days = 60;
    return activity;
}

TEST(Calendar, BeginsOnTheDayThatTheVenueHas) {
    const auto instant = base::Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 28)) +
                         std::chrono::hours(2);
    const auto london = domain::TimeZone::find("Europe/London").value();
    const auto new_york = domain::TimeZone::find("America/New_York").value();
    const auto sold = activity(domain::BookingMode::shared, 1, 6, 6);
    EXPECT_EQ(booking_window(sold, london, instant).first, date("2026-03-28"));
    EXPECT_EQ(booking_window(sold, new_york, instant).first, date("2026-03-27"));
    EXPECT_EQ(booking_window(sold, new_york, instant).last, date("2026-05-26"));
}

TEST(Calendar, ShowsTwoWeeksFromAMonday) {
    const auto weeks = two_weeks_of(date("2026-03-28"), window("2026-03-28", "2026-05-27"));
    EXPECT_EQ(weeks.days.size(), 14U);
    EXPECT_EQ(weeks.first(), date("2026-03-23"));
    EXPECT_EQ(weeks.last(), date("2026-04-05"));
    EXPECT_EQ(weeks.earlier, std::nullopt);
    EXPECT_EQ(weeks.later, date("2026-04-06"));
}

TEST(Calendar, StaysWhereItIsWhileDaysInItAreChosen) {
    const auto sold = window("2026-03-28", "2026-05-27");
    for (auto day = date("2026-04-06"); day <= date("2026-04-19"); day += days(1)) {
        EXPECT_EQ(two_weeks_of(day, sold).first(), date("2026-04-06"));
    }
    EXPECT_EQ(two_weeks_of(date("2026-04-20"), sold).first(), date("2026-04-20"));
}

TEST(Calendar, LeadsThroughTheWholeWindowAndNotBeyond) {
    for (const int length : {0, 1, 6, 13, 14, 40, 365}) {
        for (int shift = 0; shift < 7; ++shift) {
            Window sold;
            sold.first = date("2026-03-23") + days(shift);
            sold.last = sold.first + days(length);
            auto weeks = two_weeks_of(sold.first, sold);
            EXPECT_FALSE(weeks.earlier);
            while (weeks.later) {
                EXPECT_TRUE(sold.contains(*weeks.later));
                const auto next = two_weeks_of(*weeks.later, sold);
                ASSERT_EQ(next.first(), weeks.last() + days(1));
                ASSERT_TRUE(next.earlier);
                EXPECT_TRUE(sold.contains(*next.earlier));
                EXPECT_EQ(two_weeks_of(*next.earlier, sold).first(), weeks.first());
                weeks = next;
            }
            EXPECT_GE(weeks.last(), sold.last);
        }
    }
}

TEST(Calendar, NamesEachMonthOfTheWindowOnce) {
    const std::vector<domain::CivilDate> expected = {date("2026-11-22"), date("2026-12-01"),
                                                     date("2027-01-01")};
    EXPECT_EQ(months_of(window("2026-11-22", "2027-01-21")), expected);
    EXPECT_EQ(months_of(window("2026-11-01", "2026-11-30")).size(), 1U);
    EXPECT_EQ(months_of(window("2026-11-30", "2026-12-01")).size(), 2U);
}

TEST(Calendar, OffersNoPartyThatNoHoldCanTake) {
    const auto range = [](const store::Activity& sold, int spots_per_hold_max) {
        const auto parties = party_range(sold, spots_per_hold_max);
        return std::pair(parties.min, parties.max);
    };
    EXPECT_EQ(range(activity(domain::BookingMode::shared, 1, 8, 18), 20), std::pair(1, 8));
    EXPECT_EQ(range(activity(domain::BookingMode::shared, 1, 80, 100), 20), std::pair(1, 20));
    EXPECT_EQ(range(activity(domain::BookingMode::shared, 1, 8, 5), 20), std::pair(1, 5));
    EXPECT_EQ(range(activity(domain::BookingMode::shared, 6, 8, 10), 4), std::pair(6, 6));
}

TEST(Calendar, SellsAPrivateSessionAsAWhole) {
    const auto sold = activity(domain::BookingMode::private_session, 2, 6, 6);
    EXPECT_EQ(fit(session(6, 6), sold, 2), Fit::fits);
    EXPECT_EQ(fit(session(6, 5), sold, 2), Fit::sold_out);
    EXPECT_EQ(fit(session(6, 0), sold, 2), Fit::sold_out);
}

TEST(Calendar, SellsASharedSessionByTheSeat) {
    const auto sold = activity(domain::BookingMode::shared, 1, 6, 10);
    EXPECT_EQ(fit(session(10, 3), sold, 3), Fit::fits);
    EXPECT_EQ(fit(session(10, 3), sold, 4), Fit::too_few_left);
    EXPECT_EQ(fit(session(10, 0), sold, 1), Fit::sold_out);
}

TEST(Calendar, CountsASessionOnTheDayOnWhichItBeginsAtTheVenue) {
    const auto zone = domain::TimeZone::find("Europe/London").value();
    auto weeks = two_weeks_of(date("2026-06-01"), window("2026-06-01", "2026-06-30"));
    store::Session late = session(10, 10);
    // 00:30 of 3 June in London.
    late.start_time = base::Instant(std::chrono::sys_days(std::chrono::year(2026) / 6 / 2)) +
                      std::chrono::hours(23) + std::chrono::minutes(30);
    store::Session full = late;
    full.capacity_remaining = 0;
    count_sessions(weeks, {late, full}, zone, activity(domain::BookingMode::shared, 1, 6, 10), 2);
    EXPECT_EQ(weeks.days.at(1).times, 0);
    EXPECT_EQ(weeks.days.at(2).times, 2);
    EXPECT_EQ(weeks.days.at(2).free_times, 1);
}

}  // namespace
}  // namespace pages

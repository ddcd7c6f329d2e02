// Days, times, amounts and numbers as people read them.
#pragma once

#include <chrono>
#include <string>

#include "domain/civil.hpp"

namespace pages {

std::string day_in_words(domain::CivilDate date);           // "Saturday 28 March"
std::string day_and_year_in_words(domain::CivilDate date);  // "Saturday 28 March 2026"
// "16 to 29 November", "30 Nov to 13 Dec"
std::string days_in_words(domain::CivilDate first, domain::CivilDate last);
std::string month_in_words(domain::CivilDate date);          // "March"
std::string time_in_words(domain::CivilTime time);           // "10:30"
std::string duration_in_words(std::chrono::minutes length);  // "1 hour 15 minutes"
std::string people_in_words(int count);                      // "1 person", "4 people"
std::string people_in_words(int min, int max);               // "2 to 6 people"
std::string seats_in_words(int count);                       // "1 seat", "3 seats"

// An amount in minor units of a currency: "£25.00".
std::string money_in_words(std::int64_t minor, const std::string& currency);

}  // namespace pages

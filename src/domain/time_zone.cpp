// Time zones through Howard Hinnant's date-tz, which reads the time zone database of the system.
#include "domain/time_zone.hpp"

#include <date/tz.h>

#include <cstdlib>
#include <stdexcept>

#include "base/text.hpp"

namespace domain {
namespace {

// date-tz reads the clock changes that a file lists, and not the rule that continues the list.
// Debian and Ubuntu list them up to civil_year_max; "slim" files of other systems stop in the past,
// and every later summer would silently have winter time.
bool lists_future_changes() {
    const date::sys_days probe{date::year{civil_year_max - 1} / date::July / 1};
    const date::sys_days end{date::year{civil_year_max + 1} / date::January / 1};
    for (const char* name : {"Europe/London", "America/New_York", "Australia/Sydney"}) {
        if (date::locate_zone(name)->get_info(probe).end < end) return true;
    }
    return false;
}

date::local_info info_of(const date::time_zone& zone, CivilTime time) {
    return zone.get_info(date::local_time<std::chrono::minutes>{time.time_since_epoch()});
}

std::chrono::seconds offset_at(const date::time_zone& zone, base::Instant instant) {
    return zone.get_info(instant).offset;
}

}  // namespace

base::Result<TimeZone> TimeZone::find(std::string_view name) {
    static const bool usable = lists_future_changes();
    if (!usable) {
        throw std::runtime_error(
            "The time zone files of this machine lack future clock changes: install tzdata of "
            "Debian or Ubuntu.");
    }
    try {
        return TimeZone(date::locate_zone(name));
    } catch (const std::runtime_error&) {
        return base::fail(base::ErrorCode::invalid_field,
                          "Must be the IANA name of a time zone, for example \"Europe/London\".");
    }
}

const std::string& TimeZone::name() const {
    return zone_->name();
}

std::optional<base::Instant> TimeZone::instant_of(CivilTime time) const {
    const auto info = info_of(*zone_, time);
    if (info.result == date::local_info::nonexistent) return std::nullopt;
    // Of a repeated time `first` is the earlier one.
    return base::Instant{time.time_since_epoch() - info.first.offset};
}

base::Instant TimeZone::instant_at_or_after(CivilTime time) const {
    const auto info = info_of(*zone_, time);
    if (info.result == date::local_info::nonexistent) return info.first.end;
    return base::Instant{time.time_since_epoch() - info.first.offset};
}

base::Instant TimeZone::start_of_day(CivilDate date) const {
    return instant_at_or_after(date);
}

CivilTime TimeZone::civil_time(base::Instant instant) const {
    const auto local = instant.time_since_epoch() + offset_at(*zone_, instant);
    return CivilTime{std::chrono::floor<std::chrono::minutes>(local)};
}

CivilDate TimeZone::civil_date(base::Instant instant) const {
    return std::chrono::floor<std::chrono::days>(civil_time(instant));
}

std::string TimeZone::format_iso(base::Instant instant) const {
    const auto offset = offset_at(*zone_, instant);
    const auto local =
        std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()) + offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::hh_mm_ss time{local - day};
    const auto offset_minutes = std::chrono::duration_cast<std::chrono::minutes>(offset).count();
    std::string text = format_date(CivilDate{day});
    text.reserve(25);
    text += 'T';
    base::append_padded(text, time.hours().count(), 2);
    text += ':';
    base::append_padded(text, time.minutes().count(), 2);
    text += ':';
    base::append_padded(text, time.seconds().count(), 2);
    text += offset_minutes < 0 ? '-' : '+';
    base::append_padded(text, std::abs(offset_minutes) / 60, 2);
    text += ':';
    base::append_padded(text, std::abs(offset_minutes) % 60, 2);
    return text;
}

}  // namespace domain

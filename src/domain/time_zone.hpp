// A time zone of the IANA database: the only place where wall clock times become instants. The
// rules for times that a clock change skips or repeats stand in docs/decisions/0005-civil-times.md.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/civil.hpp"

namespace date {
class time_zone;
}

namespace domain {

// A small handle, copied freely; the database behind it lives as long as the program.
class TimeZone {
public:
    // The zone of exactly this name ("Europe/London"). Error: invalid_field, without `param`.
    // Throws std::runtime_error where the machine has no usable time zone database.
    static base::Result<TimeZone> find(std::string_view name);

    const std::string& name() const;

    // The first moment at which the clock shows `time`; nullopt where a clock change skips it.
    std::optional<base::Instant> instant_of(CivilTime time) const;

    // The first moment at which the clock shows `time`, or the moment of the change that skips it.
    base::Instant instant_at_or_after(CivilTime time) const;

    // The first moment of this day, which is not midnight where a clock change skips midnight.
    base::Instant start_of_day(CivilDate date) const;

    // What the clock shows at `instant`, whole minutes.
    CivilTime civil_time(base::Instant instant) const;
    CivilDate civil_date(base::Instant instant) const;

    // "2026-03-29T10:00:00+01:00": the clock at `instant` and its distance from UTC.
    std::string format_iso(base::Instant instant) const;

private:
    explicit TimeZone(const date::time_zone* zone) : zone_(zone) {}

    const date::time_zone* zone_;
};

}  // namespace domain

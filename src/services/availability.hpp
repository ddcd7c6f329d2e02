// Looking around: what an embed offers, and when.
#pragma once

#include "services/context.hpp"
#include "store/availability.hpp"
#include "store/embeds.hpp"

namespace services {

// With the ways of payment that the organization takes and the server has. embed_not_found.
base::Task<base::Result<store::Embed>> read_embed(Context context, Visitor visitor);

// Which sites may show the embed. embed_not_found.
base::Task<base::Result<store::AllowedDomains>> read_allowed_domains(Context context,
                                                                     Visitor visitor);

struct AvailabilityInput {
    base::Uuid activity_id;
    std::string from;  // "YYYY-MM-DD", days of the venue's calendar, both included
    std::string to;
    std::optional<int> spots;
};

// invalid_field ("from", "to") for what is no date, and for a reversed or too long range.
std::optional<base::Error> check_dates(const AvailabilityInput& input);

// The faults of check_dates, embed_not_found, activity_not_found.
base::Task<base::Result<store::Availability>> list_availability(Context context, Visitor visitor,
                                                                AvailabilityInput input);

// The organization of an activity that the visitor sees. embed_not_found | activity_not_found.
base::Task<base::Result<base::Uuid>> find_activity_organization(Context context, Visitor visitor,
                                                                base::Uuid activity_id);

// session_not_found.
base::Task<base::Result<store::ZonedSession>> read_session(Context context, Visitor visitor,
                                                           base::Uuid session_id);

}  // namespace services

// Organizations: made, suspended and deleted by the platform, edited by their owners.
#pragma once

#include <optional>
#include <string>

#include "services/staff.hpp"
#include "store/organizations.hpp"

namespace services {

struct OrganizationInput {
    std::string name;
    std::string slug;
    std::string currency;   // ISO 4217
    std::string time_zone;  // IANA name, of the first venue
    std::optional<std::string> venue_name;
    std::string owner_email;
    std::string owner_name;
};

// The input with all the ids that its rows get; the venue is called as the organization unless
// named.
store::NewOrganization new_organization(const Context& context, OrganizationInput input);

base::Task<base::Result<store::Outcome>> list_organizations(
    Context context, Staff staff, int limit, std::optional<base::Uuid> starting_after);

// Below as in store/organizations.hpp: without an id the own one.
base::Task<base::Result<store::Outcome>> read_organization(Context context, Staff staff,
                                                           std::optional<base::Uuid> id);
base::Task<base::Result<store::Outcome>> update_organization(Context context, Staff staff,
                                                             std::optional<base::Uuid> id,
                                                             std::int64_t expected_version,
                                                             boost::json::object change);

// With its first venue, an embed and the invitation of its owner: all or nothing.
base::Task<base::Result<store::Outcome>> create_organization(Context context, Staff staff,
                                                             OrganizationInput input,
                                                             store::Idempotency idempotency);

base::Task<base::Result<store::Outcome>> suspend_organization(Context context, Staff staff,
                                                              base::Uuid id, std::string reason);
base::Task<base::Result<store::Outcome>> reactivate_organization(Context context, Staff staff,
                                                                 base::Uuid id);
base::Task<base::Result<store::Outcome>> delete_organization(Context context, Staff staff,
                                                             base::Uuid id);

}  // namespace services

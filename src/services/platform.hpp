// What begins a platform, from the command line: nobody is signed in who could be asked for a
// permission.
#pragma once

#include <string>

#include "services/organizations.hpp"

namespace services {

struct Invitation {
    base::Uuid organization_id;
    base::Uuid link_id;
};

// A platform admin; there is no other way to become one. already_exists.
base::Task<base::Result<Invitation>> create_platform_admin(Context context, std::string email,
                                                           std::string full_name);

// As create_organization(). already_exists.
base::Task<base::Result<store::NewOrganization>> add_organization(Context context,
                                                                  OrganizationInput input);

}  // namespace services

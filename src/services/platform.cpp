// What begins a platform.
#include "services/platform.hpp"

#include "services/sessions.hpp"
#include "store/people.hpp"

namespace services {

base::Task<base::Result<Invitation>> create_platform_admin(Context context, std::string email,
                                                           std::string full_name) {
    const base::Uuid user_id = base::new_uuid(context.clock->now());
    Invitation invitation;
    invitation.link_id = base::new_uuid(context.clock->now());
    const auto created = co_await store::create_platform_admin(
        as_engine(context), user_id, std::move(email), std::move(full_name), invitation.link_id);
    if (!created) co_return base::fail(created.error());
    invitation.organization_id = store::uuid_at(created->value, "organization_id");
    co_return invitation;
}

base::Task<base::Result<store::NewOrganization>> add_organization(Context context,
                                                                  OrganizationInput input) {
    store::NewOrganization organization = new_organization(context, std::move(input));
    const auto added = co_await store::add_organization(as_engine(context), organization);
    if (!added) co_return base::fail(added.error());
    co_return organization;
}

}  // namespace services

// Organizations: made, suspended and deleted by the platform, edited by their owners.
#include "services/organizations.hpp"

namespace services {

store::NewOrganization new_organization(const Context& context, OrganizationInput input) {
    const base::Instant now = context.clock->now();
    store::NewOrganization organization;
    organization.id = base::new_uuid(now);
    organization.venue_name = input.venue_name.value_or(input.name);
    organization.name = std::move(input.name);
    organization.slug = std::move(input.slug);
    organization.currency = std::move(input.currency);
    organization.time_zone = std::move(input.time_zone);
    organization.venue_id = base::new_uuid(now);
    organization.embed_id = base::new_uuid(now);
    organization.embed_key = "emb_" + base::random_hex(12);
    organization.owner_id = base::new_uuid(now);
    organization.owner_email = std::move(input.owner_email);
    organization.owner_name = std::move(input.owner_name);
    organization.link_id = base::new_uuid(now);
    return organization;
}

base::Task<base::Result<store::Outcome>> list_organizations(
    Context context, Staff staff, int limit, std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_organizations(as_staff(context, staff), limit, starting_after);
}

base::Task<base::Result<store::Outcome>> read_organization(Context context, Staff staff,
                                                           std::optional<base::Uuid> id) {
    co_return co_await store::read_organization(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> update_organization(Context context, Staff staff,
                                                             std::optional<base::Uuid> id,
                                                             std::int64_t expected_version,
                                                             boost::json::object change) {
    co_return co_await store::update_organization(as_staff(context, staff), id, expected_version,
                                                  std::move(change));
}

base::Task<base::Result<store::Outcome>> create_organization(Context context, Staff staff,
                                                             OrganizationInput input,
                                                             store::Idempotency idempotency) {
    store::NewOrganization organization = new_organization(context, std::move(input));
    co_return co_await store::create_organization(as_staff(context, staff), std::move(organization),
                                                  std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> suspend_organization(Context context, Staff staff,
                                                              base::Uuid id, std::string reason) {
    co_return co_await store::suspend_organization(as_staff(context, staff), id, std::move(reason));
}

base::Task<base::Result<store::Outcome>> reactivate_organization(Context context, Staff staff,
                                                                 base::Uuid id) {
    co_return co_await store::reactivate_organization(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> delete_organization(Context context, Staff staff,
                                                             base::Uuid id) {
    co_return co_await store::delete_organization(as_staff(context, staff), id);
}

}  // namespace services

// Names of rows.
#include "services/changes.hpp"

#include "cache/cache.hpp"

namespace services {

std::string activity_row(const base::Uuid& id) {
    return "activities/" + base::to_string(id);
}

std::string organization_row(const base::Uuid& id) {
    return "organizations/" + base::to_string(id);
}

void note_activity_change(const Context& context, const base::Uuid& activity_id) {
    context.cache->changed_here({activity_row(activity_id)});
}

void note_organization_change(const Context& context, const base::Uuid& organization_id) {
    context.cache->changed_here(
        {organization_row(organization_id), std::string(cache::refusals_row)});
}

}  // namespace services

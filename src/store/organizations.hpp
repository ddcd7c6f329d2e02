// Organizations. sql/functions/64_organizations.sql.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "store/context.hpp"
#include "store/outcome.hpp"
#include "store/reservations.hpp"

namespace store {

// Every organization of customers, for the platform. permission_denied.
base::Task<base::Result<Outcome>> list_organizations(Context context, int limit,
                                                     std::optional<base::Uuid> starting_after);

// Below, nothing as the id is the own organization; another one takes the platform's permissions.
// All: permission_denied | organization_not_found.
base::Task<base::Result<Outcome>> read_organization(Context context, std::optional<base::Uuid> id);

// `change` has the members that change, checked; an empty text takes one away. invalid_transition
// (deleted) | precondition_failed.
base::Task<base::Result<Outcome>> update_organization(Context context, std::optional<base::Uuid> id,
                                                      std::int64_t expected_version,
                                                      boost::json::object change);

struct NewOrganization {
    base::Uuid id;
    std::string name;
    std::string slug;
    std::string currency;
    std::string time_zone;  // of the first venue
    std::string venue_name;
    base::Uuid venue_id;
    base::Uuid embed_id;
    std::string embed_key;
    base::Uuid owner_id;
    std::string owner_email;
    std::string owner_name;
    base::Uuid link_id;  // of the owner's invitation
};

// permission_denied | idempotency_key_reused | already_exists.
base::Task<base::Result<Outcome>> create_organization(Context context, NewOrganization organization,
                                                      Idempotency idempotency);
// The same for the engine, where nobody is signed in. already_exists.
base::Task<base::Result<Outcome>> add_organization(Context context, NewOrganization organization);

// invalid_transition.
base::Task<base::Result<Outcome>> suspend_organization(Context context, base::Uuid id,
                                                       std::string reason);
base::Task<base::Result<Outcome>> reactivate_organization(Context context, base::Uuid id);
base::Task<base::Result<Outcome>> delete_organization(Context context, base::Uuid id);

// Removes rows of an organization that was deleted longer ago than so many days, with up to so many
// sessions. 0: nothing is left to do. For the engine.
base::Task<base::Result<std::int64_t>> purge_deleted_organizations(Context context, int age_days,
                                                                   int sessions_max);

}  // namespace store

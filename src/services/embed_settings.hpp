// Embeds as their staff see and edit them.
#pragma once

#include "services/staff.hpp"
#include "store/embed_settings.hpp"

namespace services {

base::Task<base::Result<store::Outcome>> list_embed_settings(
    Context context, Staff staff, int limit, std::optional<base::Uuid> starting_after);

// embed_not_found.
base::Task<base::Result<store::Outcome>> read_embed_settings(Context context, Staff staff,
                                                             base::Uuid id);

// A new embed with a key of its own. permission_denied | idempotency_key_reused.
base::Task<base::Result<store::Outcome>> create_embed(Context context, Staff staff,
                                                      std::string name,
                                                      std::vector<std::string> allowed_domains,
                                                      store::Idempotency idempotency);

// permission_denied | embed_not_found | precondition_failed.
base::Task<base::Result<store::Outcome>> update_embed(
    Context context, Staff staff, base::Uuid id, std::int64_t expected_version,
    std::optional<std::string> name, std::optional<bool> is_active,
    std::optional<std::vector<std::string>> allowed_domains);

}  // namespace services
